import { userInfo } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { AttemptState, RemedyAttempt } from '../domain/remedy.ts'
import type { RemedyOutcome } from '../operations/apply-remedy.ts'
import type { FixConsidered } from '../operations/consider-fix.ts'
import type { Context } from '../operations/context.ts'
import type { RemedyPlan } from '../operations/plan-remedies.ts'
import { EXIT } from './exit-status.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatOutcome, formatPlan, planData } from './output/format-fix.ts'
import { attemptData } from './output/format-remedies.ts'

const EXAMPLES = `
The plan is printed first: what is changed, from what to what, and exactly what is sent. Without --yes nothing is done after that.
With it, it is done only if all sides still show what the plan says, and then all sides are compared.

Exit status: 0 it is verified (or taken back), 1 it stays open (refused, not proven, or only planned), 2 wrong usage, 3 it failed
or nobody knows.

Examples:
  $ counterfoil fix 1042
  $ counterfoil fix 1042 --remedy copy_email --yes --by ann
  $ counterfoil fix --undo 6f1f6c0e-3d0c-4a51-8d3c-1f2a4d1e7c11 --by ann`

interface Options {
  readonly remedy?: string
  readonly dryRun?: true
  readonly yes?: true
  readonly by?: string
  readonly undo?: string
}

/** `counterfoil fix NUMBER` */
export function fixCommand(): Command {
  return new Command('fix')
    .description('Applies a remedy of the config to a discrepancy, and proves it; or takes such a fix back.')
    .argument('[number]', 'number of the discrepancy, as in #1042', readNumber)
    .option('--remedy <name>', 'which one, where several fit')
    .option('--dry-run', 'only print what it would do')
    .option('--yes', 'do it')
    .option('--by <name>', 'who does it (default: the login name)')
    .option('--undo <attempt>', 'take back that attempt, as counterfoil remedy attempts names it')
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, number?: number) {
      const options = this.opts<Options>()
      const shell = openShell(this)
      if (options.undo !== undefined) return await undo(shell, number, options)
      if (number === undefined)
        throw new CounterfoilError(
          'usage',
          'fix needs the number of a discrepancy: write counterfoil fix 1042',
        )
      await fix(shell, number, options)
    })
}

async function fix(shell: Shell, number: number, options: Options): Promise<void> {
  const actor = actorOf(options)
  if (options.yes && options.dryRun)
    throw new CounterfoilError('usage', '--yes and --dry-run do not go together: write one of them')
  await withTracker(shell, async (context) => {
    const { considerFix } = await import('../operations/consider-fix.ts')
    const seen = await considerFix(context, { number, remedy: options.remedy ?? null, actor })
    const plan = chosenPlan(seen, options.remedy)
    const isJson = shell.format === 'json' || shell.format === 'ndjson'
    if (!isJson) await shell.print(formatPlan(plan, seen.reconciliation))
    const outcome = options.yes && plan.refused === null ? await apply(context, plan, actor) : null
    if (isJson) await printData(shell, planData(plan, seen.reconciliation), outcome)
    else if (outcome) await shell.print([formatOutcome(outcome)])
    else shell.tell(plan.refused === null ? 'nothing was done; --yes applies it' : 'nothing was done')
    process.exitCode = outcome === null ? EXIT.findings : statusOf(outcome)
  })
}

async function apply(context: Context, plan: RemedyPlan, actor: Actor): Promise<RemedyOutcome> {
  const { applyRemedy } = await import('../operations/apply-remedy.ts')
  const { number, version } = plan.discrepancy
  return await applyRemedy(context, { number, version, remedy: plan.remedy.name, hash: plan.hash, actor })
}

/** Throws `usage` where there is none, or more than one to choose from. */
function chosenPlan({ discrepancy, remedies, plan }: FixConsidered, asked: string | undefined): RemedyPlan {
  if (plan !== null && (asked === undefined || plan.remedy.name === asked)) return plan
  const { number, status } = discrepancy
  const names = remedies.map(({ name }) => name)
  if (status === 'resolved')
    throw new CounterfoilError('refused', `#${number} is resolved: there is nothing to fix`)
  if (names.length === 0)
    throw new CounterfoilError(
      'usage',
      `No remedy fits #${number}: counterfoil remedy list shows what is set up`,
    )
  const which = asked === undefined ? 'Several remedies fit' : `No remedy "${asked}" fits`
  throw new CounterfoilError('usage', `${which} #${number}: write --remedy with one of ${names.join(', ')}`)
}

async function undo(shell: Shell, number: number | undefined, options: Options): Promise<void> {
  const { undo: attempt = '', yes, remedy, dryRun } = options
  if (number !== undefined || remedy !== undefined || yes || dryRun)
    throw new CounterfoilError(
      'usage',
      '--undo takes the id of an attempt and nothing but --by: leave the rest out',
    )
  const { undoRemedy } = await import('../operations/undo-remedy.ts')
  const outcome = await withTracker(shell, (context) =>
    undoRemedy(context, { attempt, actor: actorOf(options) }),
  )
  if (shell.format === 'json' || shell.format === 'ndjson') await printData(shell, null, outcome)
  else await shell.print([formatOutcome(outcome)])
  process.exitCode = statusOf(outcome)
}

async function printData(shell: Shell, plan: object | null, outcome: RemedyOutcome | null): Promise<void> {
  const attempt = outcome && 'attempt' in outcome ? attemptData(outcome.attempt) : null
  const refused = outcome && 'refused' in outcome ? outcome.refused : null
  await shell.print([`${JSON.stringify({ plan, attempt, refused })}\n`])
}

function statusOf(outcome: RemedyOutcome): number {
  return 'attempt' in outcome ? STATUS_OF_STATE[stateOf(outcome.attempt)] : EXIT.findings
}

/** What was taken back is as it should be. */
function stateOf({ state, undoes }: RemedyAttempt): AttemptState {
  return undoes !== null && state === 'applied' ? 'verified' : state
}

const STATUS_OF_STATE: Readonly<Record<AttemptState, number>> = {
  approved: EXIT.failed,
  running: EXIT.failed,
  applied: EXIT.findings,
  verified: EXIT.agree,
  unverified: EXIT.findings,
  refused: EXIT.findings,
  failed: EXIT.failed,
  unknown: EXIT.failed,
  'dry-run': EXIT.findings,
  undone: EXIT.agree,
}

function actorOf({ by }: Options): Actor {
  if (by?.trim() === '')
    throw new CounterfoilError(
      'usage',
      '--by is empty: write who does it, or leave it out for your login name',
    )
  return { kind: 'person', id: by?.trim() ?? userInfo().username, surface: 'cli' }
}

function readNumber(text: string): number {
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(text) ?? []
  if (digits !== undefined) return Number(digits)
  throw new InvalidArgumentError('write the number of a discrepancy, as in 1042')
}
