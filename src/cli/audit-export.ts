import { Command, InvalidArgumentError } from 'commander'
import { addDays, isDay } from '../domain/calendar-day.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { noTracker, withReadOnlyTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { auditCsv, auditCsvHeader, auditNdjson } from './output/format-audit-entries.ts'

const EXAMPLES = `
One line for each event and each ended run, in the order of the chain, on standard output. ndjson (the default) has every
text that is hashed, so that the chain can be checked from it alone; csv is for spreadsheets. Days are in UTC; what was
pruned has none, and is in an export of everything only. Values are as they were read, those of sensitive fields too.

Examples:
  $ counterfoil audit export --from 2026-01-01 --to 2026-03-31 --format csv > audit.csv
  $ counterfoil audit export --reconciliation customers > customers.ndjson
  $ counterfoil audit export | head -1 | jq .columns`

interface Options {
  readonly from?: string
  readonly to?: string
  readonly reconciliation?: string
}

/** `counterfoil audit export` */
export function auditExportCommand(): Command {
  return new Command('export')
    .summary('print events and runs of a period, with their hashes')
    .description('Prints what happened: every event and every ended run, with its hash.')
    .option('--from <day>', 'only from this day on, as in 2026-01-31', readDay)
    .option('--to <day>', 'only up to this day, itself included', readDay)
    .option('--reconciliation <name>', 'only of this reconciliation')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => await exportEntries(openShell(command), options))
}

async function exportEntries(shell: Shell, { from, to, reconciliation }: Options): Promise<void> {
  if (shell.format === 'json') {
    throw new CounterfoilError('usage', '--format json: an export may be long: write --format ndjson or csv')
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new CounterfoilError('usage', `--from ${from} is after --to ${to}: write the earlier day first`)
  }
  const filter = {
    ...(from === undefined ? {} : { since: midnight(from) }),
    ...(to === undefined ? {} : { until: midnight(addDays(to, 1)) }),
    ...(reconciliation === undefined ? {} : { reconciliation }),
  }
  const { exportAudit } = await import('../operations/export-audit.ts')
  await withReadOnlyTracker((read) =>
    read(async (db) => {
      let isFirst = true
      for await (const batch of exportAudit(db, filter)) {
        shell.signal.throwIfAborted()
        if (shell.format === 'csv')
          await shell.print([...(isFirst ? [auditCsvHeader()] : []), ...auditCsv(batch)])
        else await shell.print(auditNdjson(batch))
        isFirst = false
      }
    }, noTracker),
  )
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}

function readDay(text: string): string {
  if (isDay(text)) return text
  throw new InvalidArgumentError('write a day as in 2026-01-31')
}
