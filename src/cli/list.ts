import { Command, InvalidArgumentError } from 'commander'
import { type Discrepancy, STATUSES, type Status } from '../domain/discrepancy.ts'
import { SEVERITIES } from '../domain/finding.ts'
import { placeOf } from '../domain/list-place.ts'
import type { Settings } from '../domain/settings.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatDiscrepancies } from './output/format-discrepancies.ts'
import { collect, readChoices } from './read-list.ts'

const EXAMPLES = `
Open discrepancies are listed unless --status says otherwise, snoozed ones with a mark; high severity first, then the
newest.
The exit status is 0 whether there are any or not.

Examples:
  $ counterfoil list
  $ counterfoil list customers --severity high
  $ counterfoil list --owner ann --snoozed
  $ counterfoil list --status acknowledged,escalated --format json | jq '.discrepancies[].number'`

interface Options {
  readonly status?: readonly string[]
  readonly severity?: readonly string[]
  readonly owner?: string
  readonly snoozed?: boolean
  readonly limit?: number
}

const PAGE = 1_000
const SHOWN_TO_PEOPLE = 50

/** `counterfoil list [NAME]` */
export function listCommand(): Command {
  return new Command('list')
    .description('Lists the discrepancies that are open.')
    .argument('[name]', 'only those of this reconciliation')
    .option('--status <statuses>', `only these: ${STATUSES.join(', ')}, open, all`, collect)
    .option('--severity <severities>', `only these: ${SEVERITIES.join(', ')}`, collect)
    .option('--owner <name>', 'only those of this person; nobody: those without an owner')
    .option('--snoozed', 'only those that are snoozed')
    .option('--limit <number>', `at most so many (default: all; table: ${SHOWN_TO_PEOPLE})`, readNumber)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, options: Options, command: Command) => {
      await list(openShell(command), name, options)
    })
}

async function list(shell: Shell, name: string | undefined, options: Options): Promise<void> {
  const filter = {
    ...(name === undefined ? {} : { reconciliation: name }),
    ...(options.status ? { statuses: readStatuses(options.status) } : {}),
    ...(options.owner === undefined ? {} : { owner: options.owner === 'nobody' ? null : options.owner }),
    ...(options.snoozed ? { snoozed: true } : {}),
    ...(options.severity ? { severities: readChoices('--severity', options.severity, SEVERITIES) } : {}),
  }
  const limit = options.limit ?? (shell.format === 'table' ? SHOWN_TO_PEOPLE : Number.POSITIVE_INFINITY)
  const { listDiscrepancies } = await import('../operations/list-discrepancies.ts')
  const { discrepancies, total, inShadow } = await withTracker(shell, async (context) => {
    const read: Discrepancy[] = []
    for (;;) {
      const wanted = Math.min(PAGE, limit - read.length)
      const last = read.at(-1)
      const after = last ? { after: placeOf(last) } : {}
      const page = await listDiscrepancies(context, { ...filter, limit: wanted, ...after })
      read.push(...page.discrepancies)
      if (page.discrepancies.length < wanted || read.length >= limit)
        return { discrepancies: read, total: page.total, inShadow: namesInShadow(context.settings, read) }
    }
  })
  await shell.print(formatDiscrepancies({ discrepancies, total }, shell.format, shell.style))
  if (inShadow.length > 0) shell.tell(`in shadow, so nobody is told: ${inShadow.join(', ')}`)
}

function namesInShadow({ reconciliations }: Settings, listed: readonly Discrepancy[]): string[] {
  const names = new Set(listed.map(({ reconciliation }) => reconciliation))
  return reconciliations.filter(({ name, shadow }) => shadow && names.has(name)).map(({ name }) => name)
}

function readStatuses(words: readonly string[]): Status[] {
  const choices = readChoices('--status', words, [...STATUSES, 'open', 'all'] as const)
  return [
    ...new Set(
      choices.flatMap((choice): readonly Status[] => {
        if (choice === 'all') return STATUSES
        return choice === 'open' ? STATUSES.filter((status) => status !== 'resolved') : [choice]
      }),
    ),
  ]
}

function readNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('write a number from 1 on')
}
