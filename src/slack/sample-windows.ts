import type { HomeView, ModalView } from '@slack/types'
import { traitsOf } from '../domain/finding-traits.ts'
import { browseLoadingModal, browseModal, showModal } from './messages/browse-modal.ts'
import { checkModal } from './messages/check-modal.ts'
import { fieldsLoadingModal, fieldsModal } from './messages/fields-modal.ts'
import { helpAnswer } from './messages/help-answer.ts'
import { historyLoadingModal, historyModal } from './messages/history-modal.ts'
import { firstPage, HOME_SECTIONS, type HomeSection } from './messages/home-page.ts'
import { type HomeContent, homeView } from './messages/home-view.ts'
import { NO_ANSWERS } from './messages/many-answers.ts'
import {
  askAgainModal,
  checkingModal,
  noticeModal,
  resolveModal,
  resolvingModal,
} from './messages/resolve-modal.ts'
import { runModal } from './messages/run-modal.ts'
import {
  manyLoadingModal,
  manyProgressModal,
  manyResultModal,
  triageManyModal,
} from './messages/triage-many-modal.ts'
import { triageLoadingModal, triageModal, triageWaitingModal } from './messages/triage-modal.ts'
import { WINDOW_ACTIONS } from './messages/triage-window.ts'
import { AT, CUSTOMERS, DISCREPANCY, EVENT, HEALTH, MISMATCH, PERSON, ROWS } from './sample-facts.ts'
import { sampleFixWindows } from './sample-fixes.ts'
import { type Sample, sampleOf } from './sample-of.ts'

type Window = ModalView | HomeView

const EMPTY = '{}'

/** A record with very many fields. */
const WIDE = {
  key: MISMATCH.key,
  presentOn: Object.keys(MISMATCH.values),
  missingFrom: [],
  findings: [],
  fields: Array.from({ length: 60 }, (_, at) => ({
    name: `field_${at}`,
    values: MISMATCH.values,
    verdict: 'differs' as const,
  })),
}

/** The bot's windows and its Home tab, about discrepancies that nobody has. */
export function sampleWindows(): readonly Sample<Window>[] {
  return [...ofCommands(), ...ofOne(), ...ofMany(), ...sampleFixWindows(), ...HOME_SECTIONS.map(homeOf)]
}

function ofCommands(): Sample<Window>[] {
  return [
    sampleOf(checkModal)('of one', CUSTOMERS, EMPTY),
    sampleOf(checkModal)('of many', null, EMPTY),
    sampleOf(runModal)('of one', CUSTOMERS, EMPTY),
    sampleOf(runModal)('of many', null, EMPTY),
    sampleOf(fieldsLoadingModal)('reads'),
    sampleOf(fieldsModal)('a page', {
      reconciliation: CUSTOMERS,
      record: WIDE,
      runId: 'r1',
      at: AT,
      passed: 15,
    }),
  ]
}

function ofOne(): Sample<Window>[] {
  const asks = sampleOf(triageModal)
  const view = {
    discrepancy: DISCREPANCY,
    reconciliation: CUSTOMERS,
    viewer: PERSON.id,
    zone: { name: 'Europe/Berlin', isTheirs: true },
    answers: {},
    notice: null,
    privateMetadata: EMPTY,
  }
  const outcome = helpAnswer(['customers'])
  return [
    sampleOf(resolveModal)('asks why', 12, EMPTY),
    sampleOf(checkingModal)('looks', 12),
    sampleOf(resolvingModal)('takes long', 12),
    sampleOf(askAgainModal)('still differs', {
      number: 12,
      privateMetadata: EMPTY,
      outcome,
      answers: { reason: 'fixed', note: 'done' },
      submit: 'Resolve anyway',
    }),
    sampleOf(noticeModal)('nothing left to do', '#12', outcome),
    ...WINDOW_ACTIONS.map((action) => asks(action, { ...view, action })),
    sampleOf(triageLoadingModal)('reads', 'snooze', 12),
    sampleOf(triageWaitingModal)('waits', 'snooze', 12),
    sampleOf(historyModal)('a page', {
      ...ROWS[0]!,
      entries: [{ event: EVENT, before: null }],
      place: { upTo: 99, passed: 10 },
      hasOlder: true,
    }),
    sampleOf(historyLoadingModal)('reads', 12),
    sampleOf(showModal)('a card', DISCREPANCY, CUSTOMERS),
  ]
}

function ofMany(): Sample<Window>[] {
  const view = {
    choice: { runId: 'r1', pattern: null, kind: null, field: null, status: null },
    reconciliation: CUSTOMERS,
    counts: [{ ...traitsOf(DISCREPANCY.finding), severity: 'high', status: 'new', count: 40 } as const],
    rows: ROWS.map(({ discrepancy }) => discrepancy),
    matching: 40,
    denials: [],
    passed: 0,
    kept: [],
    isFull: false,
    privateMetadata: EMPTY,
  }
  const asks = sampleOf(triageManyModal)
  return [
    asks('asks which and what', { ...view, answers: NO_ANSWERS }),
    asks('resolve', { ...view, answers: { ...NO_ANSWERS, action: 'resolve' } }),
    asks('snooze', { ...view, answers: { ...NO_ANSWERS, action: 'snooze' } }),
    asks('some', { ...view, answers: { ...NO_ANSWERS, which: 'some', picked: [12], action: 'assign' } }),
    sampleOf(manyLoadingModal)('reads'),
    sampleOf(manyProgressModal)('on its way', 1_400, 5_000),
    sampleOf(manyResultModal)('done', helpAnswer(['customers'])),
    sampleOf(browseModal)('a page', { ...view, passed: 10, notice: null }),
    sampleOf(browseLoadingModal)('reads'),
  ]
}

function homeOf(section: HomeSection): Sample<Window> {
  const counts = { mine: 9, unassigned: 9, overdue: 9, open: 40, snoozed: 9, undelivered: 1 }
  return sampleOf(homeView)(section, {
    page: firstPage(section),
    counts,
    body: bodyOf(section),
    notice: null,
    at: AT,
  })
}

function bodyOf(section: HomeSection): HomeContent['body'] {
  if (section === 'health') return { kind: 'health', total: 1, reconciliations: [HEALTH], elsewhere: [] }
  if (section === 'delivery') return { kind: 'delivery', failed: [], waiting: [] }
  return { kind: 'queue', queue: section, rows: ROWS, total: 40, passed: 0 }
}
