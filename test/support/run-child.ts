import { execFile } from 'node:child_process'

/** How a process ended: of one that crashed the signal. */
export interface ChildEnd {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

const DIST = new URL('../../dist', import.meta.url).pathname

/** Runs a script of the tests with the built program's folder as its first word, to its end or for a minute. */
export function runChild(script: URL, ...words: readonly string[]): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const options = { timeout: 55_000, killSignal: 'SIGKILL' } as const
    const child = execFile(
      process.execPath,
      [script.pathname, DIST, ...words],
      options,
      (_, stdout, stderr) => {
        resolve({ status: child.exitCode, signal: child.signalCode, stdout, stderr })
      },
    )
  })
}
