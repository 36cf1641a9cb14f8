import { Command, InvalidArgumentError } from 'commander'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatTrend } from './output/format-trend.ts'

const EXAMPLES = `
Days are those of the zone of the schedule; the last one is today so far. A day before the first run is left out. csv and
ndjson print one day a line.

Examples:
  $ counterfoil trend customers
  $ counterfoil trend customers balance --days 90
  $ counterfoil trend customers --format csv > trend.csv`

interface Options {
  readonly days: number
}

const USUAL_DAYS = 30

/** `counterfoil trend NAME [FIELD]` */
export function trendCommand(): Command {
  return new Command('trend')
    .description('Shows what came, went and is open over time, by field, and which causes are gone.')
    .argument('<name>', 'reconciliation')
    .argument('[field]', 'only this field')
    .option('--days <number>', 'so many days, today included', readDays, USUAL_DAYS)
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, name: string, field: string | undefined) {
      const { days } = this.opts<Options>()
      await trend(openShell(this), { name, field: field ?? null, days })
    })
}

async function trend(
  shell: Shell,
  request: { readonly name: string; readonly field: string | null; readonly days: number },
): Promise<void> {
  const { readTrend } = await import('../operations/read-trend.ts')
  const found = await withTracker(shell, (context) => readTrend(context, request))
  await shell.print(formatTrend(found, shell.format, shell.style))
}

function readDays(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 366) return Number(text)
  throw new InvalidArgumentError('write a number of days from 1 to 366')
}
