import { Command } from 'commander'
import { readEnvironment } from '../config/read-environment.ts'
import type { Retention } from '../domain/settings.ts'
import type { Context } from '../operations/context.ts'
import type { Pruned } from '../operations/prune-history.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { startProgress } from './start-progress.ts'

const EXAMPLES = `
Deletes what the config's retention no longer keeps, as the running bot does every night at 03:15 UTC: resolved
discrepancies with their history, and runs. Open discrepancies and their history stay. The hashes of what goes stay in the
chain, and a checkpoint, signed with COUNTERFOIL_AUDIT_KEY where that is set, says how much went, when and why.

Examples:
  $ counterfoil audit prune --dry-run
  $ counterfoil audit prune`

/** `counterfoil audit prune` */
export function auditPruneCommand(): Command {
  return new Command('prune')
    .summary("delete what the config's retention no longer keeps")
    .description("Deletes what the config's retention no longer keeps.")
    .option('--dry-run', 'only say how much that is')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { dryRun?: boolean }, command: Command) => {
      await prune(openShell(command), options.dryRun === true)
    })
}

async function prune(shell: Shell, isDry: boolean): Promise<void> {
  const facts = await withTracker(shell, async (context) => {
    const { retention } = context.settings
    if (!retention) return null
    return isDry ? await count(context, retention) : await remove(context, retention)
  })
  const words =
    facts === null
      ? 'The config has no retention, so everything is kept: write one, such as retention: { resolved: 400d, runs: 90d }'
      : describe(facts, isDry)
  const json = facts ?? { discrepancies: 0, runs: 0 }
  await shell.print([
    shell.format === 'table' ? `${words}\n` : `${JSON.stringify({ dryRun: isDry, ...json })}\n`,
  ])
}

type Counts = Pick<Pruned, 'discrepancies' | 'runs'> & Partial<Pruned>

async function count({ db, now }: Context, retention: Retention): Promise<Counts> {
  const { countPrunable } = await import('../operations/prune-history.ts')
  return await countPrunable(db, { retention, now: now() })
}

async function remove({ db, settings, now, signal }: Context, retention: Retention): Promise<Counts> {
  const { pruneHistory } = await import('../operations/prune-history.ts')
  const { sumUpEvents } = await import('../operations/sum-up-events.ts')
  const progress = startProgress()
  try {
    const key = readEnvironment().auditKey
    // What goes is counted in trends before.
    await sumUpEvents({ db, settings })
    const onProgress = (pruned: Pruned) => progress.show({ ...pruned })
    return await pruneHistory(db, { retention, now: now(), key, signal, onProgress })
  } finally {
    progress.clear()
  }
}

function describe({ discrepancies, events, runs }: Counts, isDry: boolean): string {
  const of = events === undefined ? '' : ` with ${number(events, 'event', 'events')}`
  const what = `${number(discrepancies, 'discrepancy', 'discrepancies')}${of} and ${number(runs, 'run', 'runs')}`
  return isDry ? `${what} would be pruned` : `${what} pruned`
}

function number(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
