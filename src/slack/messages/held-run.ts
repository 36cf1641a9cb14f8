import type { ActionsBlock, KnownBlock } from '@slack/types'
import { findingKeys } from '../../domain/finding.ts'
import { describeHold, type GuardEvidence, shareText } from '../../domain/guard.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Hold, Run } from '../../domain/run.ts'
import { describeScope } from '../../domain/scope.ts'
import { button, context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, person, plain } from './mrkdwn.ts'
import { keyText } from './secrecy.ts'
import { countOf, describeFinding } from './words.ts'

export const HELD_ACTION_IDS = { accept: 'held.accept', discard: 'held.discard' } as const

export interface HeldRunView {
  readonly reconciliation: Reconciliation
  /** Held for the same, oldest first; one at least. */
  readonly runs: readonly Run[]
  /** By which somebody accepted one of them; null: nobody did. */
  readonly accepting: Run | null
}

/** A run that nothing was remembered of: what was expected and what was read, with buttons until somebody decides. */
export function heldRun(view: HeldRunView): Message | null {
  const { reconciliation, runs } = view
  const newest = runs.at(-1)
  if (!newest?.hold) return null
  const { evidence, decision } = newest.hold
  const title = plain(reconciliation.title)
  const reasons = describeHold(evidence).map((sentence) => plain(sentence, 300))
  const state = decision === null ? 'held' : `held, ${decision.word}`
  return makeMessage(`${title} was ${state}: ${reasons.join('; ')}`, [
    section(`✋ *${title} was held*: ${times(runs)}`, ...reasons.map((reason) => `• ${reason}`)),
    context(rowText(evidence), differingText(evidence), ...scopeText(newest)),
    ...examples(evidence, reconciliation),
    decision === null ? buttons(newest.id) : section(...decisionText(decision, view.accepting)),
    decision === null
      ? context(
          'Nothing of it is remembered, opened or resolved.',
          '*Accept*: compare again now and remember what that finds, unless it is worse by more than a tenth.',
          '*Discard*: leave everything as it was.',
        )
      : null,
  ])
}

/** Tells somebody that their click came too late: who decided, and when. */
export function heldRefusal({ reconciliation, hold }: Run, title: string = reconciliation): Message {
  const { decision } = hold as Hold
  const sentence =
    decision === null
      ? `Nobody has decided about this run of ${plain(title)} yet. Please click again.`
      : decision.word === 'passed'
        ? `A later run of ${plain(title)} was not held (${dateToken(decision.at)}): there is nothing to decide any more.`
        : `${person(decision.by)} already ${decision.word} this run of ${plain(title)}, ${dateToken(decision.at)}.`
  return makeMessage(sentence, [section(sentence)])
}

function times(runs: readonly Run[]): string {
  const [first] = runs
  const at = dateToken(first!.startedAt)
  return runs.length === 1 ? `the run of ${at}` : `${runs.length} times since ${at}`
}

function rowText({ rows, before }: GuardEvidence): string {
  const sides = Object.entries(rows).map(([side, count]) => {
    const then = before?.rows[side]
    return `${plain(side)} ${countOf(count, 'row')}${then === undefined ? '' : ` (before: ${then.toLocaleString('en')})`}`
  })
  const at = before === null ? '' : `; that was ${dateToken(new Date(before.at))}`
  return `${sides.join(', ')}${at}`
}

function differingText({ differing, keys }: GuardEvidence): string {
  const of = keys === null ? '' : ` of ${countOf(keys, 'key')} (${shareText(differing, keys)})`
  return `${differing.toLocaleString('en')}${of} ${differing === 1 ? 'differs' : 'differ'}`
}

/** Keys are counted, not named: they may be sensitive. */
function scopeText({ scope }: Run): string[] {
  return scope.kind === 'everything' ? [] : [plain(describeScope(scope))]
}

/** Without values. */
function examples(evidence: GuardEvidence, reconciliation: Reconciliation): KnownBlock[] {
  if (evidence.examples.length === 0) return []
  const lines = evidence.examples.map((finding) => {
    const key = finding.kind === 'schema' ? '' : `${code(keyText(reconciliation, findingKeys(finding)[0]!))} `
    return `${key}${plain(describeFinding(finding))}`
  })
  return [context(`For example: ${lines.join(', ')}`)]
}

function buttons(runId: string): ActionsBlock {
  return {
    type: 'actions',
    block_id: 'held',
    elements: [
      button('Accept', HELD_ACTION_IDS.accept, runId),
      button('Discard', HELD_ACTION_IDS.discard, runId),
    ],
  }
}

function decisionText({ word, by, at }: NonNullable<Hold['decision']>, accepting: Run | null): string[] {
  if (word === 'passed') return [`A later run was not held (${dateToken(at)}): there is nothing to decide.`]
  if (word === 'discarded') return [`✖️ *Discarded* by ${person(by)} ${dateToken(at)}. Nothing was changed.`]
  return [`✅ *Accepted* by ${person(by)} ${dateToken(at)}.`, outcomeText(accepting)]
}

function outcomeText(accepting: Run | null): string {
  if (accepting === null) return '⏳ It is being compared again.'
  switch (accepting.state) {
    case 'running':
      return '⏳ It is being compared again.'
    case 'failed':
      return `❌ The run that followed failed: ${plain(accepting.error ?? 'no reason known', 300)}`
    case 'held':
      return '✋ The run that followed was held too: it saw what is worse than what was accepted.'
    default: {
      const { opened, reopened, resolved } = accepting.changes ?? { opened: 0, reopened: 0, resolved: 0 }
      const news = [`${opened} new`, reopened > 0 ? `${reopened} came back` : '', `${resolved} resolved`]
      return `The run that followed is remembered: ${news.filter((part) => part !== '').join(', ')}.`
    }
  }
}
