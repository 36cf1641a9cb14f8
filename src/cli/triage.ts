import { userInfo } from 'node:os'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { describeRefusal, describeSnooze, type Speech } from '../domain/describe-refusal.ts'
import {
  type Discrepancy,
  PERSON_REASONS,
  type ResolutionReason,
  TRIAGE_ACTIONS,
  type TriageAction,
} from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { parseSnooze } from '../domain/parse-snooze.ts'
import { describeVerification } from '../domain/verification.ts'
import type { ResolveOutcome } from '../operations/resolve-discrepancy.ts'
import type { TriageOutcome, TriageRequest } from '../operations/triage-discrepancy.ts'
import { EXIT } from './exit-status.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { findingDetail } from './output/finding-detail.ts'
import { formatDiscrepancies } from './output/format-discrepancies.ts'

const EXAMPLES = `
Actions:
  acknowledge    I look into it            unacknowledge  I do not after all
  resolve        nothing is left to do     reopen         it was not resolved after all
  escalate       call whom the config names, or --to WHOM; --note TEXT says why
  assign         --to WHOM, or --to nobody
  snooze         --until TIME: stay silent until then, or until its values change if that is sooner
  unsnooze       end that early
  note           --note TEXT for the history
  undo           take back the last thing that a person did, within 10 minutes

resolve with --reason fixed or other compares the record first, on all sides, and says whether they agree. Where they still
differ it resolves nothing and exits with 1, unless --anyway. The reasons expected and not-a-problem say that the difference is right.
Without --reason it is other, and resolved in any case: whether the sides agree is only said.

Examples:
  $ counterfoil triage 1042 acknowledge --by ann
  $ counterfoil triage 1042 resolve --by ann --reason fixed --note "corrected in billing"
  $ counterfoil triage 1042 resolve --by ann --reason other --note "written off" --anyway
  $ counterfoil triage 1042 assign --by ann --to ben
  $ counterfoil triage 1042 escalate --by ann --to @oncall-data --note "month end is tomorrow"
  $ counterfoil triage 1042 snooze --by ann --until 3d
  $ counterfoil triage 1042 snooze --by ann --until 2026-12-01T09:00
  $ counterfoil triage 1042 snooze --by ann --until change
  $ counterfoil triage 1042 undo --by ann`

interface Options {
  readonly by?: string
  readonly note?: string
  readonly reason?: ResolutionReason
  readonly anyway?: true
  readonly to?: string
  readonly until?: string
}

/** `counterfoil triage NUMBER ACTION` */
export function triageCommand(): Command {
  return new Command('triage')
    .description('Acknowledges, resolves, assigns, snoozes ... a discrepancy; its card in Slack follows.')
    .argument('<number>', 'number of the discrepancy, as in #1042', readNumber)
    .addArgument(new Argument('<action>', 'what to do').choices(TRIAGE_ACTIONS))
    .option('--by <name>', 'who does it (default: the login name)')
    .option('--note <text>', 'a note for the history; needed with the reason other')
    .addOption(new Option('--reason <reason>', 'why it is resolved').choices(PERSON_REASONS))
    .option('--anyway', 'resolve it also where the sides still differ')
    .option('--to <whom>', 'whose it is, or who is called: a name, a Slack user id, or (of assign) nobody')
    .option('--until <time>', 'until when it is snoozed: 2026-12-01T09:00, 12h, 3d, or change')
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, number: number, action: TriageAction) {
      await triage(openShell(this), { number, action, ...this.opts<Options>() })
    })
}

type Asked = Options & { readonly number: number; readonly action: TriageAction }

async function triage(shell: Shell, asked: Asked): Promise<void> {
  refuseMisfits(asked)
  refuseTo(asked)
  if (asked.action === 'resolve') return await resolve(shell, asked)
  const request = readRequest(asked)
  const { triageDiscrepancy } = await import('../operations/triage-discrepancy.ts')
  const outcome = await withTracker(shell, (context) => triageDiscrepancy(context, request))
  await print(shell, accepted(outcome), describeDone(outcome.discrepancy, asked.action))
}

/** Looks at the sides first where the reason says so. */
async function resolve(shell: Shell, asked: Asked): Promise<void> {
  // Scripts may rely on it that a resolve without a reason is not asked back.
  const { reason = 'other', anyway = asked.reason === undefined } = asked
  const { resolveDiscrepancy } = await import('../operations/resolve-discrepancy.ts')
  const outcome = await withTracker(shell, (context) =>
    resolveDiscrepancy(context, { ...readRequest(asked), reason, anyway, trigger: 'cli' }),
  )
  if (outcome.differs) {
    await print(shell, outcome.discrepancy, describeStillDiffers(outcome))
    process.exitCode = EXIT.findings
    return
  }
  const discrepancy = accepted(outcome.moved)
  const check = discrepancy.resolution?.check
  const verified = check ? `; ${describeVerification(check)}` : ''
  await print(shell, discrepancy, `${describeDone(discrepancy, 'resolve')}${verified}`)
}

function accepted(outcome: TriageOutcome): Discrepancy {
  if (!outcome.accepted) throw new CounterfoilError('refused', describeRefused(outcome))
  return outcome.discrepancy
}

async function print(shell: Shell, discrepancy: Discrepancy, words: string): Promise<void> {
  const { format, style } = shell
  await shell.print(
    format === 'table'
      ? [`${words}\n`]
      : formatDiscrepancies({ discrepancies: [discrepancy], total: 1 }, format, style),
  )
}

/** An option that the action does not know, and one that it needs. */
function refuseMisfits({ action, by, reason, anyway, note, until }: Asked): void {
  const refuse = (sentence: string): never => {
    throw new CounterfoilError('usage', sentence)
  }
  if (by?.trim() === '') refuse('--by is empty: write who does it, or leave it out for your login name')
  if (reason !== undefined && action !== 'resolve')
    refuse(`--reason "${reason}" is only for resolve: leave it out, or use --note`)
  if (anyway && action !== 'resolve') refuse('--anyway is only for resolve: leave it out')
  if (until !== undefined && action !== 'snooze')
    refuse(`--until "${until}" is only for snooze: leave it out, or write snooze`)
  if (action === 'snooze' && until === undefined)
    refuse('snooze needs --until: write a time like 2026-12-01T09:00, a duration like 3d, or --until change')
  if ((action === 'note' || reason === 'other') && (note === undefined || note.trim() === ''))
    refuse(`${action === 'note' ? 'note' : '--reason other'} needs --note: write the words for the history`)
}

/** The same of `--to`. */
function refuseTo({ action, to }: Pick<Asked, 'action' | 'to'>): void {
  const isEmpty = to === undefined || to.trim() === ''
  if (action === 'assign' && isEmpty)
    throw new CounterfoilError('usage', 'assign needs --to: write a name or a Slack user id, or --to nobody')
  if (to === undefined || action === 'assign') return
  if (action !== 'escalate')
    throw new CounterfoilError(
      'usage',
      `--to "${to}" is only for assign and escalate: leave it out, or write assign`,
    )
  if (isEmpty)
    throw new CounterfoilError(
      'usage',
      '--to is empty: write whom to call, or leave it out for whom the config names',
    )
}

function readRequest({ number, action, by, note, reason, to, until }: Asked): TriageRequest {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return {
    number,
    action,
    actor: { kind: 'person', id: by?.trim() ?? userInfo().username, surface: 'cli' },
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
    ...(to === undefined ? {} : readTo(action, to.trim())),
    ...(until === undefined ? {} : { until: parseSnooze(until, { now: new Date(), zone }) }),
  }
}

function readTo(action: TriageAction, to: string): Pick<TriageRequest, 'owner' | 'to'> {
  if (action === 'escalate') return { to }
  return { owner: to === 'nobody' ? null : to }
}

const SPEECH: Speech = {
  person: ({ kind, id }) => (kind === 'person' ? id : `a ${kind}`),
  owner: (owner) => owner,
  when: (at) => `at ${minute(at)}`,
  until: minute,
}

function describeRefused(outcome: Extract<TriageOutcome, { accepted: false }>): string {
  const { refused, discrepancy } = outcome
  if (refused === 'already' || refused === 'resolved') return describeState(discrepancy, 'already')
  return describeRefusal(outcome, SPEECH)
}

/** What the sides said when it was seen last, and what they say now. */
function describeStillDiffers({
  isSame,
  before,
  discrepancy,
}: Extract<ResolveOutcome, { differs: true }>): string {
  const values = isSame ? [] : [`  before: ${findingDetail(before)}`]
  return [
    `#${discrepancy.number} still differs, so it is not resolved:`,
    ...values,
    `  now:    ${findingDetail(discrepancy.finding)}`,
    'Correct it at the source, or write --anyway; if the difference is right, --reason expected',
  ].join('\n')
}

/** One line: what it is now, by whom, and what the action set. */
function describeDone(discrepancy: Discrepancy, action: TriageAction): string {
  const { number, owner, status } = discrepancy
  switch (action) {
    case 'assign':
      return owner === null ? `#${number} now belongs to nobody` : `#${number} is now assigned to ${owner}`
    case 'snooze':
      return `#${number} is now snoozed ${describeSnooze(discrepancy, SPEECH)}`
    case 'unsnooze':
      return `#${number} is not snoozed any more`
    case 'note':
      return `#${number} has the note; it is ${status}`
    case 'undo':
      return `the last change of #${number} is undone: ${describeState(discrepancy, 'now')}`
    default:
      return describeState(discrepancy, 'now')
  }
}

/** `#1042 is now acknowledged, by ann at 2026-11-21 09:30Z`; a run has no name that people know. */
function describeState({ number, status, statusBy, statusAt }: Discrepancy, when: 'now' | 'already'): string {
  return `#${number} is ${when} ${status}, by ${SPEECH.person(statusBy)} at ${minute(statusAt)}`
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`
}

function readNumber(text: string): number {
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(text) ?? []
  if (digits !== undefined) return Number(digits)
  throw new InvalidArgumentError('write the number of a discrepancy, as in 1042')
}
