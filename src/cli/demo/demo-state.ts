import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * All the demo keeps of its sample systems: their first day and how far the story was told. The data is made again
 * from that at every start, the same as when it stopped.
 */
export interface DemoState {
  /** `2026-11-01` */
  readonly day: string
  readonly stepsTold: number
}

export async function readDemoState(folder: string): Promise<DemoState | null> {
  const text = await readFile(stateFile(folder), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const { day, stepsTold } = JSON.parse(text) as Partial<DemoState>
    return typeof day === 'string' && Number.isSafeInteger(stepsTold) ? { day, stepsTold: stepsTold! } : null
  } catch {
    return null
  }
}

export async function saveDemoState(folder: string, state: DemoState): Promise<void> {
  await writeFile(`${stateFile(folder)}.part`, `${JSON.stringify(state)}\n`)
  await rename(`${stateFile(folder)}.part`, stateFile(folder))
}

function stateFile(folder: string): string {
  return join(folder, 'state.json')
}
