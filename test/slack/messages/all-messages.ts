import { CounterfoilError } from '../../../src/domain/errors.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { NOTE_EVENTS } from '../../../src/domain/outbox.ts'
import type { Reconciliation } from '../../../src/domain/reconciliation.ts'
import { REFUSALS } from '../../../src/domain/refused.ts'
import { checkAnswer } from '../../../src/slack/messages/check-answer.ts'
import { confirmation } from '../../../src/slack/messages/confirmation.ts'
import { discrepancyCard } from '../../../src/slack/messages/discrepancy-card.ts'
import { discrepancyNote } from '../../../src/slack/messages/discrepancy-note.ts'
import { failingRuns } from '../../../src/slack/messages/failing-runs.ts'
import { helpAnswer } from '../../../src/slack/messages/help-answer.ts'
import { joinedRun } from '../../../src/slack/messages/joined-run.ts'
import { listAnswer } from '../../../src/slack/messages/list-answer.ts'
import { menuAnswer } from '../../../src/slack/messages/menu-answer.ts'
import type { Message } from '../../../src/slack/messages/message.ts'
import { problemAnswer } from '../../../src/slack/messages/problem-answer.ts'
import { progressAnswer } from '../../../src/slack/messages/progress-answer.ts'
import { refusal } from '../../../src/slack/messages/refusal.ts'
import { reportAnswer } from '../../../src/slack/messages/report-answer.ts'
import { runAnswer } from '../../../src/slack/messages/run-answer.ts'
import { statusAnswer } from '../../../src/slack/messages/status-answer.ts'
import {
  AT,
  FINDINGS,
  STATES,
  sampleDiscrepancy,
  sampleField,
  sampleReconciliation,
  sampleRun,
  sampleSummary,
} from '../samples.ts'
import { allDigests } from './all-digests.ts'
import { stormsOf } from './storm-messages.ts'

/** Every kind of message with this text wherever text of others can stand. */
export function allMessages(text: string): Readonly<Record<string, Message>> {
  const reconciliation = sampleReconciliation({
    name: text,
    title: text,
    keyNames: [text],
    fields: [text, ...Array.from({ length: 300 }, (_, index) => `${text}${index}`)].map((name) =>
      sampleField(name),
    ),
    sides: sampleReconciliation().sides.map((side) => ({ ...side, name: `${side.name}${text}` })),
    triage: { escalateTo: text },
  })
  return {
    ...cardsOf(text, reconciliation),
    ...answersOf(text, reconciliation),
    ...bigOnes(text, reconciliation),
    ...stormsOf(text, { reconciliation, findings: findingsOf(text) }),
  }
}

function findingsOf(text: string): Finding[] {
  return FINDINGS.map((finding) => {
    const key = { [text]: text }
    const shown = Array.from({ length: 20 }, () => ({ key: text, values: { [text]: text } }))
    const parts = { [text]: { total: 30, shown }, b: { total: 20, shown } }
    if (finding.kind === 'missing')
      return {
        ...finding,
        key,
        presentOn: [text],
        missingFrom: [`${text}2`, text],
        parts,
        ...(finding.pairing
          ? { pairing: { outcome: 'tied', candidates: Array(5).fill({ key, score: '0.94' }) } }
          : {}),
      }
    if (finding.kind === 'rekeyed') {
      const values = { [`a${text}`]: text, b: `${text}x` }
      return {
        ...finding,
        key,
        keys: { [`a${text}`]: key, b: key },
        reasons: Array(20).fill({ ...finding.reasons[0], field: text }),
        differing: Array(20).fill({ field: text, values }),
      }
    }
    if (finding.kind === 'mismatch') {
      const values = { [`a${text}`]: text, b: `${text}x`, c: null, d: '' }
      return {
        ...finding,
        key,
        field: text,
        values,
        agreeing: [[`a${text}`, 'b'], ['c'], ['d']],
        likelyCorrect: 'b',
        likelyCorrectReason: text,
        cause: text,
        parts,
      }
    }
    if (finding.kind === 'schema') {
      const names = { field: text, side: text, column: text, nearest: text }
      return { ...finding, ...names, types: { [`a${text}`]: text, b: `${text} (${text})` } }
    }
    return { ...finding, key, side: text, ...(finding.kind === 'invalid' ? { field: text, raw: text } : {}) }
  })
}

const REPORTED = { period: { from: '2026-11-01', to: '2026-11-07', zone: 'UTC' }, rows: 3, leftOut: [] }

const EVENT = {
  id: 1,
  number: 12,
  kind: 'note',
  at: AT,
  runId: null,
  from: null,
  to: null,
  reason: null,
  finding: null,
  details: null,
} as const

function cardsOf(text: string, reconciliation: Reconciliation): Record<string, Message> {
  const cards: Record<string, Message> = {}
  const actor = { kind: 'person', id: text, surface: 'cli' } as const
  for (const finding of findingsOf(text)) {
    for (const [name, state] of Object.entries(STATES)) {
      const resolution = state.resolution && { ...state.resolution, note: text }
      const owned = { owner: state.owner && text, snooze: state.snooze && { ...state.snooze, by: actor } }
      const discrepancy = {
        ...state,
        ...owned,
        finding,
        resolution,
        statusBy: actor,
        reconciliation: text,
      }
      cards[`card ${finding.kind} ${name}`] = discrepancyCard(discrepancy, reconciliation)
      cards[`card without definition ${finding.kind} ${name}`] = discrepancyCard(discrepancy, null)
      cards[`refusal ${name}`] = refusal({ refused: 'already', discrepancy, last: null }, AT)
      cards[`confirmation ${name}`] = confirmation(discrepancy)
      for (const event of ['escalated', 'reopened'] as const) {
        cards[`note ${event} ${name}`] = discrepancyNote({
          discrepancy,
          reconciliation,
          event,
          actor,
          at: AT,
          note: text,
        })
      }
    }
  }
  const discrepancy = sampleDiscrepancy({ owner: text, snooze: { until: AT, by: actor, at: AT } })
  const last = { ...EVENT, actor, note: text }
  for (const refused of REFUSALS)
    cards[`refusal because ${refused}`] = refusal({ refused, discrepancy, last }, AT)
  for (const event of NOTE_EVENTS)
    cards[`note ${event}`] = discrepancyNote({
      ...last,
      discrepancy,
      reconciliation,
      event,
      details: { owner: text },
      resolvedAt: AT,
    })
  return cards
}

function rowsOf(text: string, reconciliation: Reconciliation, count: number) {
  const findings = findingsOf(text)
  return Array.from({ length: count }, (_, index) => ({
    discrepancy: sampleDiscrepancy({
      number: index + 1,
      finding: findings[index % findings.length]!,
      reconciliation: text,
    }),
    reconciliation,
  }))
}

function answersOf(text: string, reconciliation: Reconciliation): Record<string, Message> {
  const run = sampleRun({ error: text, scope: { kind: 'dates', from: text, to: text } })
  const failing = { reconciliation, first: run, newest: run, lastGood: run, endedBy: null }
  const page = {
    reconciliation: text,
    severities: [],
    from: { side: 'after' as const, place: { severity: 'low' as const, number: 999_999_999_999 } },
  }
  return {
    help: helpAnswer([text]),
    'help without names': helpAnswer([]),
    'known problem': problemAnswer(new CounterfoilError('usage', `${text}\n${text}`), text),
    'empty problem': problemAnswer(new CounterfoilError('usage', ''), ''),
    'unknown problem': problemAnswer(new Error(text), text),
    progress: progressAnswer(reconciliation, { rows: { [text]: 12_000 }, expected: {}, seconds: 1 }),
    waiting: progressAnswer(reconciliation, null, [{ source: text, seconds: 130 }]),
    'empty list': listAnswer({ rows: [], total: 0, passed: 0, page: { ...page, from: null }, title: text }),
    list: listAnswer({ rows: rowsOf(text, reconciliation, 10), total: 45, passed: 10, page, title: text }),
    'failing runs': failingRuns({ ...failing, count: 12 }),
    'runs that failed': failingRuns({ ...failing, count: 1, endedBy: run }),
    'list of what is gone': listAnswer({
      rows: rowsOf(text, reconciliation, 10),
      total: 45,
      passed: 10,
      page: { ...page, marks: ['mine', 'snoozed', 'escalated'] },
      title: text,
      isGone: true,
    }),
    menu: menuAnswer({ open: 12_345_678, snoozed: 23_456, mine: 123_456 }),
    'outcome of another’s run': joinedRun(helpAnswer([text]), { trigger: 'http', requestedBy: text }),
    report: reportAnswer({ ...REPORTED, title: text, name: text }, { kind: 'unknown', error: text }),
    'no status': statusAnswer({ reconciliations: [], failedDeliveries: [] }),
    status: statusAnswer({
      reconciliations: (['completed', 'failed', 'held', 'partial'] as const).map((state) => ({
        reconciliation,
        lastRun: { ...run, state },
        running: run,
        open: { high: 1, medium: 2, low: 0 },
        nextRuns: [{ startsAt: AT, changedOnly: false }],
      })),
      elsewhere: [{ reconciliation: text, open: 3 }],
      failedDeliveries: [{ about: { kind: 'run-group', runId: text }, channel: text, error: text }],
    }),
  }
}

/** More of everything than a message takes. */
function bigOnes(text: string, reconciliation: Reconciliation): Record<string, Message> {
  const view = {
    reconciliation,
    scope: { kind: 'keys', keys: [{ [text]: text }] } as const,
    summary: sampleSummary(),
    changes: { opened: 3, seenAgain: 1, reopened: 1, resolved: 1 },
    discrepancies: rowsOf(text, reconciliation, 60).map(({ discrepancy }) => discrepancy),
    patterns: Array.from({ length: 5 }, () => ({ field: text, cause: text, count: 10_000 })),
  }
  const values = Object.fromEntries(reconciliation.sides.map(({ name }, index) => [name, `${text}${index}`]))
  const fields = Array.from({ length: 300 }, (_, index) => ({
    name: `${text}${index}`,
    values,
    verdict: (['differs', 'equal', 'invalid', 'tolerated', 'normalised', 'pending', 'ignored'] as const)[
      index % 7
    ]!,
  }))
  const record = {
    key: { [text]: text },
    presentOn: [text],
    missingFrom: [],
    fields,
    findings: findingsOf(text),
  }
  const status = {
    reconciliation,
    lastRun: sampleRun(),
    running: null,
    open: { high: 0, medium: 0, low: 9 },
    nextRuns: [],
  }
  const undelivered = { about: { kind: 'discrepancy', number: 1 }, channel: text, error: text } as const
  return {
    'check of a record': checkAnswer({ ...view, records: [record] }),
    'check of a missing record': checkAnswer({ ...view, records: [] }),
    'check of dates': checkAnswer({ ...view, scope: { kind: 'dates', from: text, to: text }, records: [] }),
    run: runAnswer({ ...view, scope: { kind: 'everything' } }),
    'big status': statusAnswer({
      reconciliations: Array.from({ length: 200 }, () => status),
      elsewhere: Array.from({ length: 200 }, () => ({ reconciliation: text, open: 1 })),
      failedDeliveries: Array.from({ length: 200 }, () => undelivered),
      waitingDeliveries: Array.from({ length: 200 }, () => undelivered),
    }),
    ...allDigests(text, rowsOf(text, reconciliation, 60)),
  }
}
