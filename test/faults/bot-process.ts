import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const DIST = new URL('../../dist', import.meta.url).pathname
const SCRIPT = new URL('./bot.mjs', import.meta.url).pathname

/** One process of `bot.mjs`. It loads at once and works when it is told to. */
export interface BotProcess {
  /** Resolves when it works. Its clock is ahead of ours by so much. */
  begin(leadMs: number): Promise<void>
  /** As above, and resolves when nothing was left to do and it has ended. */
  drain(leadMs: number): Promise<void>
  /** Resolves when it has completed a run. */
  ran(): Promise<void>
  kill(): Promise<void>
  /** What it has said so far. */
  readonly lines: readonly string[]
}

export interface BotOptions {
  /** Settings, tracker and stand-in, as JSON. */
  readonly jobFile: string
  readonly name: string
  readonly seed: number
  /** Its folder for temporary files. */
  readonly tmp: string
}

export function spawnBot({ jobFile, name, seed, tmp }: BotOptions): BotProcess {
  const child = spawn(process.execPath, [SCRIPT, DIST, jobFile, name, String(seed)], {
    env: { PATH: process.env.PATH, TMPDIR: tmp },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const exited = once(child, 'exit')
  const failed = exited.then(([status, signal]) => {
    throw new Error(`Bot ${name} of seed ${seed} ended (${status ?? signal}):\n${lines.join('\n')}`)
  })
  // Who waits for a line hears of it; who kills it knows.
  failed.catch(() => undefined)
  const saw = watchLines(child, lines)
  const start = async (order: string) => {
    await Promise.race([saw('loaded'), failed])
    child.stdin.write(`${order}\n`)
    await Promise.race([saw('working'), failed])
  }
  return {
    lines,
    begin: (leadMs) => start(`${leadMs}`),
    async drain(leadMs) {
      await start(`${leadMs} drain`)
      const [status] = await exited
      if (status !== 0) await failed
    },
    ran: () => Promise.race([saw('completed'), failed]),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** What it prints on either stream; the returned function waits for a line with this first word. */
function watchLines(child: ChildProcess, lines: string[]): (word: string) => Promise<void> {
  const waiting = new Map<string, () => void>()
  createInterface(child.stdout!).on('line', (line) => {
    lines.push(line)
    waiting.get(firstWord(line))?.()
  })
  createInterface(child.stderr!).on('line', (line) => lines.push(`unexpected: ${line}`))
  return (word) =>
    new Promise((resolve) => {
      if (lines.some((line) => firstWord(line) === word)) resolve()
      else waiting.set(word, resolve)
    })
}

function firstWord(line: string): string {
  return line.split(' ', 1)[0] ?? ''
}
