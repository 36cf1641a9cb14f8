import { Gauge, type Registry } from 'prom-client'
import { SEVERITIES } from '../domain/finding.ts'
import type { Settings } from '../domain/settings.ts'
import type { Context } from '../operations/context.ts'
import type { TrackerFigures } from '../operations/gather-metrics.ts'

/** Of what the config does not have any more, so that there are never more labels than it has names. */
const OTHER = 'other'

/** Sets the gauges of what the tracker has; null: it could not be read, and only that is said. */
export function openTrackerGauges(
  registry: Registry,
): (context: Context, figures: TrackerFigures | null) => void {
  const gauges = makeGauges(registry)
  return ({ settings, now }, figures) => {
    for (const gauge of Object.values(gauges)) gauge.reset()
    gauges.up.set(figures ? 1 : 0)
    if (!figures) {
      // A nought would say that nothing waits.
      for (const gauge of [gauges.pending, gauges.failed, gauges.oldest]) gauge.remove()
      return
    }
    const names = settings.reconciliations.map(({ name }) => name)
    const labelOf = (name: string) => (names.includes(name) ? name : OTHER)
    for (const reconciliation of names) {
      gauges.expectations.set({ reconciliation }, 0)
      for (const severity of SEVERITIES) gauges.open.set({ reconciliation, severity }, 0)
    }
    for (const { reconciliation, severity, count } of figures.open)
      gauges.open.inc({ reconciliation: labelOf(reconciliation), severity }, count)
    for (const { reconciliation, count } of figures.expectations)
      gauges.expectations.inc({ reconciliation: labelOf(reconciliation) }, count)
    const age = (at: Date | null) => (at === null ? 0 : Math.max(0, (now().getTime() - at.getTime()) / 1_000))
    for (const { reconciliation, through } of figures.verified)
      gauges.verified.set({ reconciliation }, age(through))
    setIncidents(gauges.incidents, settings, figures)
    gauges.pending.set(figures.outbox.pending)
    gauges.failed.set(figures.outbox.failed)
    gauges.oldest.set(age(figures.outbox.oldestAskedAt))
  }
}

function setIncidents(gauge: Gauge<'service'>, settings: Settings, { incidents }: TrackerFigures): void {
  const services = Object.keys(settings.incidents ?? {})
  for (const service of services) gauge.set({ service }, 0)
  for (const { service, count } of incidents)
    gauge.inc({ service: services.includes(service) ? service : OTHER }, count)
}

function makeGauges(registry: Registry) {
  const make = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  return {
    up: make('counterfoil_tracker_up', '1: the tracker could be read for this answer; 0: it could not.'),
    open: make('counterfoil_open_discrepancies', 'Discrepancies that are open.', [
      'reconciliation',
      'severity',
    ]),
    expectations: make(
      'counterfoil_expectations_waiting',
      'Records that one side wrote and others must follow.',
      ['reconciliation'],
    ),
    verified: make(
      'counterfoil_verified_age_seconds',
      'How long ago all sides were last known to be compared; absent: not yet.',
      ['reconciliation'],
    ),
    incidents: make(
      'counterfoil_incidents_open',
      'Incidents that are open, as far as their services were told.',
      ['service'],
    ),
    pending: make('counterfoil_outbox_pending', 'Messages that Slack does not show yet.'),
    failed: make('counterfoil_outbox_failed', 'Messages that were given up.'),
    oldest: make(
      'counterfoil_outbox_oldest_seconds',
      'How long ago the oldest of the pending ones was asked for.',
    ),
  }
}
