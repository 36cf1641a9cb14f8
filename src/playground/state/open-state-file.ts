import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Log } from '../../domain/log.ts'
import { isObject } from '../json.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { keepSaving } from './keep-saving.ts'
import { WorkspaceState } from './workspace-state.ts'

export interface StateFileOptions {
  readonly file: string
  /** Starts empty, whatever the file holds. */
  readonly forget: boolean
  readonly log: Log
}

/** The file in which a workspace outlives the program. */
export interface StateFile {
  /** What it held; null: nothing that can be used. */
  readonly state: WorkspaceState | null
  /** Saves the workspace from now on. Returns the function that saves the last time. */
  keep(workspace: Workspace): Promise<() => Promise<void>>
}

/** Reads the file and changes nothing yet: the start may still fail. A file that makes no sense is no error. */
export async function openStateFile({ file, forget, log }: StateFileOptions): Promise<StateFile> {
  const found = forget ? { state: null } : await read(file)
  return {
    state: found.state,
    async keep(workspace) {
      const usable = found.broken === undefined || (await setAside(file, found.broken, log))
      return usable ? keepSaving({ file, workspace, log, write }) : async () => {}
    },
  }
}

interface Found {
  readonly state: WorkspaceState | null
  /** Why the file cannot be used. */
  readonly broken?: string
}

async function read(file: string): Promise<Found> {
  try {
    return understand(await readFile(file, 'utf8'))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? { state: null } : { state: null, broken: message }
  }
}

function understand(text: string): Found {
  const value = parse(text)
  if (!isObject(value)) return { state: null, broken: 'it holds no JSON object' }
  const parsed = WorkspaceState.safeParse(value)
  if (parsed.success) return { state: parsed.data }
  const [issue] = parsed.error.issues
  return { state: null, broken: `${issue?.path.join('.')}: ${issue?.message}` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** False where the file cannot be moved: then it is left alone, and nothing is saved. */
async function setAside(file: string, reason: string, log: Log): Promise<boolean> {
  const aside = `${file}.broken`
  const start = `the playground starts with empty channels, because ${file} is not what one has saved (${reason})`
  try {
    await rename(file, aside)
    log.warn({ file }, `${start}: the file is now ${aside}`)
    return true
  } catch (error) {
    log.warn({ file, err: error }, `${start}: the file stays, and nothing is saved`)
    return false
  }
}

/** All or nothing: a reader never sees half of it, nor does a start after a crash. */
async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.part`, text, { flush: true })
  await rename(`${file}.part`, file)
}
