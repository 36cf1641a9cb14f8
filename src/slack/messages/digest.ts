import type { KnownBlock, TableBlock } from '@slack/types'
import type { DigestFacts } from '../../domain/digest-facts.ts'
import { context, section } from './blocks.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { table } from './table.ts'
import { visible } from './visible.ts'
import { countOf, type Listed, SEVERITY_LABELS } from './words.ts'

export interface DigestView {
  /** As they were when the digest was made. */
  readonly facts: DigestFacts
  /** The discrepancies of `facts.numbers` as they are now. */
  readonly rows: readonly Listed[]
}

const ROWS = 10
const RECONCILIATIONS = 30

/** What happened since the last digest and what is still open, once a day. A quiet day says so in one line. */
export function digest({ facts, rows }: DigestView): Message {
  const open = facts.open.high + facts.open.medium + facts.open.low
  const resolved = facts.resolvedByPeople + facts.resolvedByThemselves
  const text = `Digest of ${facts.day}: ${facts.opened} opened, ${resolved} resolved, ${open} open`
  const period = context(`From ${dateToken(new Date(facts.since))} to ${dateToken(new Date(facts.until))}`)
  if (open + resolved + facts.opened + facts.reopened === 0) {
    const quiet = section(`*Digest of ${facts.day}*  ·  ✅ Nothing differs, and nothing did.`)
    return makeMessage(`Digest of ${facts.day}: nothing differs`, [
      quiet,
      ...heldText(facts),
      ...stoppedText(facts),
      period,
    ])
  }
  return makeMessage(text, [
    section(`*Digest of ${facts.day}*`, happened(facts), stillOpen(facts, open)),
    reconciliationTable(facts),
    ...heldText(facts),
    ...stoppedText(facts),
    ...needSomebody(rows, open),
    period,
  ])
}

function stoppedText({ stopped = [] }: DigestFacts): KnownBlock[] {
  if (stopped.length === 0) return []
  const names = stopped.slice(0, RECONCILIATIONS).map((title) => plain(title, 80))
  return [
    context(`◐ Not all was compared: the last run of ${names.join(', ')} was partial, the next one goes on`),
  ]
}

function heldText({ held = [] }: DigestFacts): KnownBlock[] {
  if (held.length === 0) return []
  const names = held.slice(0, RECONCILIATIONS).map((title) => plain(title, 80))
  return [
    context(
      `✋ ${names.join(', ')} ${held.length === 1 ? 'was' : 'were'} held: somebody has to accept or discard what was read`,
    ),
  ]
}

function happened(facts: DigestFacts): string {
  const reopened = facts.reopened === 0 ? '' : `, *${facts.reopened}* came back`
  const resolved = `*${facts.resolvedByPeople}* resolved by people, *${facts.resolvedByThemselves}* by themselves`
  return `*${facts.opened}* opened${reopened}, ${resolved}`
}

function stillOpen({ open, oldest, snoozed = 0 }: DigestFacts, total: number): string {
  if (total === 0) return '✅ Nothing is open.'
  const bySeverity = (['high', 'medium', 'low'] as const)
    .filter((severity) => open[severity] > 0)
    .map((severity) => `${SEVERITY_LABELS[severity]} *${open[severity]}*`)
  const since =
    oldest && `; the oldest is *#${oldest.number}*, since ${dateToken(new Date(oldest.firstSeenAt))}`
  const asleep = snoozed === 0 ? '' : `; *${snoozed}* of them snoozed`
  return `*${total}* still open: ${bySeverity.join(', ')}${asleep}${since ?? ''}`
}

function reconciliationTable({ reconciliations }: DigestFacts): TableBlock | null {
  const busy = reconciliations.filter(({ opened, resolved, open }) => opened + resolved + open > 0)
  if (busy.length === 0) return null
  const rows = busy
    .slice(0, RECONCILIATIONS)
    .map(({ title, opened, resolved, open }) => [visible(title), `${opened}`, `${resolved}`, `${open}`])
  return table({ header: ['Reconciliation', 'Opened', 'Resolved', 'Open'], rows, right: [1, 2, 3] })
}

function needSomebody(rows: readonly Listed[], open: number): KnownBlock[] {
  if (rows.length === 0) return []
  const shown = rows.slice(0, ROWS)
  const rest = open - shown.length
  const more = rest > 0 ? [context(`and ${countOf(rest, 'other')}: ${code('/recon list')}`)] : []
  return [
    { type: 'divider' },
    section('*These need somebody*'),
    ...shown.flatMap((listed) => discrepancyRow(listed, 'digest')),
    ...more,
  ]
}
