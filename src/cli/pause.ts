import { userInfo } from 'node:os'
import { Command } from 'commander'
import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { parsePause } from '../domain/parse-pause.ts'
import type { PausedOrResumed } from '../operations/pause-schedule.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'

const EXAMPLES = `
Only runs of the schedule stop: counterfoil run and /recon run still work. Without --for and --until it is paused until somebody
resumes it. Times are those of the zone of the schedule, unless they name an offset. The reconciliation's channel is told.

Examples:
  $ counterfoil pause customers --for 2h --note "migration of the crm"
  $ counterfoil pause customers --until "2026-12-01 09:00"
  $ counterfoil pause customers --until "monday 09:00" --by ann
  $ counterfoil resume customers`

interface Options {
  readonly for?: string
  readonly until?: string
  readonly note?: string
  readonly by?: string
}

/** `counterfoil pause NAME` */
export function pauseCommand(): Command {
  return new Command('pause')
    .description("Pauses a reconciliation's schedule: it starts no runs until then.")
    .argument('<name>', 'reconciliation')
    .option('--for <duration>', 'how long: 30m, 2h, 3d')
    .option('--until <time>', 'until when: 09:00, "monday 09:00", "2026-12-01 09:00"')
    .option('--note <text>', 'why, for everybody')
    .option('--by <name>', 'who does it (default: the login name)')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: Options, command: Command) => {
      await pause(openShell(command), name, options)
    })
}

async function pause(shell: Shell, name: string, options: Options): Promise<void> {
  const { pauseSchedule } = await import('../operations/pause-schedule.ts')
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  const paused = await withTracker(shell, (context) => {
    const zone = findReconciliation(context.settings, name).schedule?.zone ?? 'UTC'
    const until = readUntil(options, { now: context.now(), zone })
    return pauseSchedule(context, {
      name,
      actor: actorOf(options),
      until,
      reason: options.note?.trim() || null,
    })
  })
  await print(shell, paused, true)
}

/** `counterfoil resume NAME` */
export function resumeCommand(): Command {
  return new Command('resume')
    .description('Ends the pause of a schedule. What it left out is not made up for.')
    .argument('<name>', 'reconciliation')
    .option('--by <name>', 'who does it (default: the login name)')
    .addHelpText('after', '\nExamples:\n  $ counterfoil resume customers --by ann')
    .action(async (name: string, options: Options, command: Command) => {
      const shell = openShell(command)
      const { resumeSchedule } = await import('../operations/pause-schedule.ts')
      const resumed = await withTracker(shell, (context) =>
        resumeSchedule(context, { name, actor: actorOf(options) }),
      )
      await print(shell, resumed, false)
    })
}

function readUntil(options: Options, clock: { readonly now: Date; readonly zone: string }): Date | null {
  const { for: duration, until } = options
  if (duration !== undefined && until !== undefined)
    throw new CounterfoilError('usage', '--for and --until do not go together: write one of them')
  if (duration === undefined && until === undefined) return null
  const [option, text, words] =
    duration === undefined ? ['--until', until!, `until ${until}`] : ['--for', duration, `for ${duration}`]
  const read = parsePause(words, clock)
  if (read.until !== null && read.reason === null) return read.until
  const example = option === '--for' ? '30m, 2h or 3d' : '09:00, "monday 09:00" or "2026-12-01 09:00"'
  throw new CounterfoilError('usage', `${option} "${text}" is no end of a pause: write ${example}`)
}

function actorOf({ by }: Options): Actor {
  return { kind: 'person', id: by ?? userInfo().username, surface: 'cli' }
}

async function print(shell: Shell, outcome: PausedOrResumed, isPaused: boolean): Promise<void> {
  const { reconciliation, pause, next } = outcome
  const { name } = reconciliation
  if (shell.format === 'json' || shell.format === 'ndjson') {
    const until = isPaused ? (pause?.until?.toISOString() ?? null) : null
    const data = { reconciliation: name, isPaused, until, nextRunAt: next?.startsAt.toISOString() ?? null }
    await shell.print([`${JSON.stringify(data)}\n`])
    return
  }
  const end = pause?.until ? `until ${writeTime(pause.until)}` : 'until somebody resumes it'
  const words = isPaused ? `is paused ${end}` : pause ? 'is resumed' : 'was not paused'
  const after = next === null ? '' : `; next run ${writeTime(next.startsAt)}`
  await shell.print([`${name} ${words}${after}\n`])
}

function writeTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
