import type { HomeBody } from '../../src/slack/messages/home-body.ts'
import { firstPage, HOME_SECTIONS, type HomeSection } from '../../src/slack/messages/home-page.ts'
import { type HomeContent, homeView } from '../../src/slack/messages/home-view.ts'
import { AT, FINDINGS, STATES, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { everyState, rows } from './list-previews.ts'
import { type Preview, previewsOf } from './preview.ts'
import { HEALTHY, LAST_RUNS, UNDELIVERED } from './status-previews.ts'

const home = previewsOf(homeView, 'home')

const NOTHING = { mine: 0, unassigned: 0, overdue: 0, open: 0, snoozed: 0, undelivered: 0 }
const MUCH = { mine: 3, unassigned: 466, overdue: 14, open: 480, snoozed: 11, undelivered: 0 }

/** The Home tab: each section empty, with something in it, in the middle of many pages, and with problems. */
export function homePreviews(): Preview[] {
  const open = queue('open', { rows: rows(20), total: 480, passed: 0 })
  return [
    ...HOME_SECTIONS.map((section) => home(`${section}, empty`, show(section, emptyBody(section), NOTHING))),
    home('mine', show('mine', queue('mine', { rows: mine(), total: 3, passed: 0 }))),
    home('unassigned', show('unassigned', queue('unassigned', { rows: rows(9), total: 9, passed: 0 }))),
    home(
      'overdue',
      show('overdue', queue('overdue', { rows: late(), total: 2, passed: 0 }), { ...MUCH, overdue: 2 }),
    ),
    home(
      'every state',
      show('open', queue('open', { rows: everyState(), total: everyState().length, passed: 0 })),
    ),
    home('open, first of many pages', show('open', open)),
    home('open, a page between', show('open', { ...open, passed: 40 })),
    home('open, last page', show('open', { ...open, rows: rows(3), passed: 477 })),
    home('snoozed', show('snoozed', queue('snoozed', { rows: asleep(), total: 2, passed: 0 }))),
    home('after a click', { ...show('open', open), notice: '*#12*: 👀 Acknowledged' }),
    home('health of many', show('health', healthOfMany())),
    home('health, a page between', {
      ...show('health', { kind: 'health', total: 45, reconciliations: Array(20).fill(HEALTHY) }),
      page: { ...firstPage('health'), skip: 20 },
    }),
    home(
      'delivery problems',
      show(
        'delivery',
        { kind: 'delivery', failed: UNDELIVERED, waiting: UNDELIVERED.slice(0, 1) },
        { ...MUCH, undelivered: 6 },
      ),
    ),
    home('delivery problems, tried again', {
      ...show('delivery', emptyBody('delivery')),
      notice: '🔁 5 messages are tried again now. What fails again stands in /recon status.',
    }),
  ]
}

function show(section: HomeSection, body: HomeBody, counts: HomeContent['counts'] = MUCH): HomeContent {
  return { page: firstPage(section), counts, body, notice: null, at: AT }
}

type QueueBody = Extract<HomeBody, { kind: 'queue' }>

function queue(name: QueueBody['queue'], shown: Omit<QueueBody, 'kind' | 'queue'>): QueueBody {
  return { kind: 'queue', queue: name, ...shown }
}

function emptyBody(section: HomeSection): HomeBody {
  if (section === 'health') return { kind: 'health', total: 0, reconciliations: [], elsewhere: [] }
  if (section === 'delivery') return { kind: 'delivery', failed: [], waiting: [] }
  return queue(section, { rows: [], total: 0, passed: 0 })
}

function mine() {
  const owned = (number: number, status: 'new' | 'acknowledged' | 'escalated') => ({
    discrepancy: { ...STATES[status]!, number, owner: 'U012ADA', finding: FINDINGS[number % 4]! },
    reconciliation: sampleReconciliation(),
  })
  return [owned(12, 'escalated'), owned(14, 'acknowledged'), owned(17, 'new')]
}

function asleep() {
  return ['assigned and snoozed', 'snoozed until it changes'].map((state, index) => ({
    discrepancy: sampleDiscrepancy({ ...STATES[state]!, number: 12 + index }),
    reconciliation: sampleReconciliation(),
  }))
}

/** All that can be said of a reconciliation. */
function healthOfMany(): HomeBody {
  const healths = Object.values(LAST_RUNS).map((health, index) => ({
    ...HEALTHY,
    findings: [9, 9, 7, 4, 4, 5, 3, 2, 2, 1, 0, 0, 1, index],
    ...health,
  }))
  const followed = {
    ...HEALTHY,
    reconciliation: sampleReconciliation({ shadow: true }),
    verified: { through: AT, lastFullRunAt: AT },
    findings: [3, 4, 4, 6, 9],
  }
  const never = { ...HEALTHY, lastRun: null, nextRuns: [] }
  return {
    kind: 'health',
    total: healths.length + 2,
    reconciliations: [...healths, followed, never],
    elsewhere: [{ reconciliation: 'stock', open: 4 }],
  }
}

/** Of a reconciliation that says how long something may stay open. */
function late() {
  const reconciliation = sampleReconciliation({
    triage: { escalateTo: null, withinSeconds: { high: 4 * 3_600 } },
  })
  return rows(2).map(({ discrepancy }) => ({ discrepancy, reconciliation }))
}
