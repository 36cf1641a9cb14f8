import type { Incident } from '../../src/domain/incident.ts'
import { discrepancyCard } from '../../src/slack/messages/discrepancy-card.ts'
import { STATES, sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const card = previewsOf(discrepancyCard, 'channel')

const OPEN: Incident = {
  service: 'pager',
  dedupKey: 'counterfoil:customers:12:0123456789abc',
  state: 'open',
  link: 'https://tickets.example/7?a=1&b=2',
  openedAt: new Date('2026-11-02T09:30:00Z'),
  closedAt: null,
  error: null,
}
const WAITING = { ...OPEN, link: null, openedAt: null }
const REFUSED =
  'events.pagerduty.com answered 400 (Event object is invalid); check url and routingKey of the incident service pager, then try again'

const INCIDENTS: Readonly<Record<string, readonly Incident[]>> = {
  opening: [{ ...WAITING, state: 'opening' }],
  'opening, tried again': [{ ...WAITING, state: 'opening', error: 'events.pagerduty.com answered 503' }],
  open: [OPEN],
  'open, tried again': [{ ...OPEN, error: 'events.pagerduty.com answered 503' }],
  closing: [{ ...OPEN, state: 'closing' }],
  closed: [{ ...OPEN, state: 'closed', closedAt: new Date('2026-11-02T11:00:00Z') }],
  'could not be opened': [{ ...WAITING, state: 'failed', error: REFUSED }],
  'could not be closed': [{ ...OPEN, state: 'failed', error: REFUSED }],
  'at five services': ['pager', 'genie', 'hook', 'tickets', 'night'].map((service) => ({ ...OPEN, service })),
}

/** The card with its incidents, in each of their states. */
export function incidentPreviews(): Preview[] {
  const discrepancy = sampleDiscrepancy(STATES.escalated)
  return Object.entries(INCIDENTS).map(([state, incidents]) =>
    card(`incident: ${state}`, discrepancy, sampleReconciliation(), { incidents }),
  )
}
