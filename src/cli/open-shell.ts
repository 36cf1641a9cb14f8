import { once } from 'node:events'
import type { Command } from 'commander'
import { CounterfoilError } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { Format } from './output/format.ts'
import type { TableStyle } from './output/table-style.ts'
import { hidePasswords } from './report-error.ts'

/** What a command speaks through: its common options, data out, words to people, the wish to stop. */
export interface Shell {
  readonly config: string
  readonly format: Format
  readonly style: TableStyle
  /** Data: to standard output, as fast as it is taken. */
  print(chunks: Iterable<string>): Promise<void>
  /** Words to people: one line on standard error. */
  tell(line: string): void
  /** Warnings and errors of the rooms below, as lines on standard error; the rest only with `--debug`. */
  readonly log: Log
  /** Aborted by the first Ctrl-C or SIGTERM; the second one ends the process. */
  readonly signal: AbortSignal
}

interface CommonOptions {
  readonly config: string
  readonly format: Format
  readonly debug?: boolean
}

/** Opens what the command of this action needs; call it once, in the action. */
export function openShell(command: Command): Shell {
  const options = command.optsWithGlobals<CommonOptions>()
  const tell = (line: string) => void process.stderr.write(`counterfoil: ${hidePasswords(line)}\n`)
  return {
    config: options.config,
    format: options.format,
    style: { colour: process.stdout.isTTY === true && process.stdout.hasColors() },
    print,
    tell,
    log: openLog(tell, options.debug === true),
    signal: stopOnSignal(tell),
  }
}

async function print(chunks: Iterable<string>): Promise<void> {
  const { stdout } = process
  for (const chunk of chunks) {
    if (stdout.destroyed || !stdout.writable) return
    if (!stdout.write(chunk))
      await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]).catch(() => {})
  }
}

function openLog(tell: (line: string) => void, debug: boolean): Log {
  const write = (word: string) => (facts: object, message: string) => {
    tell(debug ? `${word}: ${message} ${writeFacts(facts)}` : `${word}: ${message}`)
  }
  const nothing = () => {}
  return {
    debug: debug ? write('debug') : nothing,
    info: debug ? write('info') : nothing,
    warn: write('warning'),
    // The command prints the error that it throws; the log's line about it would say the same twice.
    error: debug ? write('error') : nothing,
  }
}

function writeFacts(facts: object): string {
  return JSON.stringify(facts, (_, value: unknown) => (value instanceof Error ? value.message : value))
}

function stopOnSignal(tell: (line: string) => void): AbortSignal {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    tell('stopping; once more to stop at once')
    controller.abort(new CounterfoilError('run-stopped', 'Stopped before the end; nothing was concluded.'))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return controller.signal
}
