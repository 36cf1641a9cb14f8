import type { Log } from '../../domain/log.ts'
import type { Change } from '../workspace/changes.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { takeState } from './take-state.ts'

/** Counted from the first change that is not saved, so that steady talk cannot put it off. */
const SAVE_AFTER_MS = 1_000

export interface Keeper {
  readonly workspace: Workspace
  readonly file: string
  readonly log: Log
  write(file: string, text: string): Promise<void>
}

/** Saves soon after every change. Returns the function that ends this and saves what is left. */
export function keepSaving({ workspace, file, log, write }: Keeper): () => Promise<void> {
  // A file that was forgotten still holds what it held.
  let changed = true
  let failing = false
  let timer: NodeJS.Timeout | null = null
  let saving = Promise.resolve()

  async function save(): Promise<void> {
    if (!changed) return
    changed = false
    try {
      await write(file, `${JSON.stringify(takeState(workspace))}\n`)
      failing = false
    } catch (error) {
      changed = true
      const sentence = `the playground cannot save its messages in ${file}; they are gone when it stops`
      if (!failing) log.warn({ file, err: error }, `${sentence}: ${error}`)
      failing = true
    }
  }

  const end = workspace.changes.subscribe((change) => {
    if (!outlives(change)) return
    changed = true
    timer ??= setTimeout(() => {
      timer = null
      saving = saving.then(save)
    }, SAVE_AFTER_MS)
  })
  return async () => {
    end()
    if (timer !== null) clearTimeout(timer)
    await saving
    await save()
  }
}

function outlives(change: Change): boolean {
  if (change.type === 'message') return change.message.onlyFor === null
  return change.type !== 'views' && change.type !== 'connections'
}
