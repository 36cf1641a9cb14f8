import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { writeSettled } from '../support/write-settled.ts'

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Place {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs the built program to its end. It sees nothing of our environment but the path. */
export async function runCounterfoil(words: readonly string[], place: Place): Promise<Ended> {
  return await startCounterfoil(words, place).ended
}

/** Starts the built program; whoever starts it ends it or waits. */
export function startCounterfoil(
  words: readonly string[],
  { cwd, env = {} }: Place,
): { child: ChildProcess; ended: Promise<Ended> } {
  return startProcess(process.execPath, [MAIN, ...words], { cwd, env })
}

/** Runs a line of shell in which `counterfoil` is the built program. */
export async function runShell(line: string, { cwd, env = {} }: Place): Promise<Ended> {
  const script = `counterfoil() { '${process.execPath}' '${MAIN}' "$@"; }; ${line}`
  return await startProcess('bash', ['-c', script], { cwd, env }).ended
}

/** A folder with these files, gone after the test. */
export async function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-cli-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) await writeSettled(join(folder, name), content)
  return folder
}

function startProcess(
  file: string,
  words: readonly string[],
  { cwd, env }: Required<Place>,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(file, words, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status))
  })
  const ended = Promise.all([exited, text(child.stdout), text(child.stderr)]).then(
    ([status, stdout, stderr]) => ({ status, stdout, stderr }),
  )
  return { child, ended }
}
