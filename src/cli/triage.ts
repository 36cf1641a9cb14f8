import { userInfo } from 'node:os'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import {
  type Discrepancy,
  PERSON_REASONS,
  type ResolutionReason,
  TRIAGE_ACTIONS,
  type TriageAction,
} from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatDiscrepancies } from './output/format-discrepancies.ts'

const EXAMPLES = `
Examples:
  $ counterfoil triage 1042 acknowledge --by ann
  $ counterfoil triage 1042 resolve --by ann --reason fixed --note "corrected in billing"`

interface Options {
  readonly by?: string
  readonly note?: string
  readonly reason?: ResolutionReason
}

/** `counterfoil triage NUMBER ACTION` */
export function triageCommand(): Command {
  return new Command('triage')
    .description('Acknowledges, resolves or escalates a discrepancy; its card in Slack follows.')
    .argument('<number>', 'number of the discrepancy, as in #1042', readNumber)
    .addArgument(new Argument('<action>', 'what to do').choices(TRIAGE_ACTIONS))
    .option('--by <name>', 'who does it (default: the login name)')
    .option('--note <text>', 'a note for the history')
    .addOption(new Option('--reason <reason>', 'why it is resolved').choices(PERSON_REASONS))
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, number: number, action: TriageAction) {
      await triage(openShell(this), { number, action, ...this.opts<Options>() })
    })
}

async function triage(
  shell: Shell,
  { number, action, by, note, reason }: Options & { number: number; action: TriageAction },
): Promise<void> {
  if (reason !== undefined && action !== 'resolve') {
    throw new CounterfoilError(
      'usage',
      `--reason "${reason}" is only for resolve: leave it out, or use --note`,
    )
  }
  const { triageDiscrepancy } = await import('../operations/triage-discrepancy.ts')
  const outcome = await withTracker(shell, (context) =>
    triageDiscrepancy(context, {
      number,
      action,
      actor: { kind: 'person', id: by ?? userInfo().username, surface: 'cli' },
      ...(reason === undefined ? {} : { reason }),
      ...(note === undefined ? {} : { note }),
    }),
  )
  const { discrepancy } = outcome
  if (!outcome.accepted) throw new CounterfoilError('refused', describeState(discrepancy, 'already'))
  const words = shell.format === 'table' ? [`${describeState(discrepancy, 'now')}\n`] : null
  await shell.print(
    words ?? formatDiscrepancies({ discrepancies: [discrepancy], total: 1 }, shell.format, shell.style),
  )
}

/** `#1042 is now acknowledged, by ann at 2026-11-21 09:30Z`; a run has no name that people know. */
function describeState({ number, status, statusBy, statusAt }: Discrepancy, when: 'now' | 'already'): string {
  const at = `${statusAt.toISOString().slice(0, 16).replace('T', ' ')}Z`
  return `#${number} is ${when} ${status}, by ${statusBy.kind === 'run' ? 'a run' : statusBy.id} at ${at}`
}

function readNumber(text: string): number {
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(text) ?? []
  if (digits !== undefined) return Number(digits)
  throw new InvalidArgumentError('write the number of a discrepancy, as in 1042')
}
