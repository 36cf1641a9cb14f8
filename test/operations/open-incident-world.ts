import type { Actor, Discrepancy, TriageAction } from '../../src/domain/discrepancy.ts'
import type { IncidentSettings } from '../../src/domain/incident.ts'
import type { Settings } from '../../src/domain/settings.ts'
import type { Context } from '../../src/operations/context.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import type { TrackerServer } from '../support/tracker-server.ts'
import { type DeliveryWorld, openDeliveryWorld, type Worker } from './delivery-world.ts'
import { type IncidentReceiver, KEYS, startIncidentReceiver } from './incident-receiver.ts'

export const ADA: Actor = { kind: 'person', id: 'U0ADA00001', surface: 'slack' }

/** A delivery world whose config opens incidents at a receiver. */
export interface IncidentWorld {
  readonly world: DeliveryWorld
  readonly receiver: IncidentReceiver
  readonly context: Context
  openWorker(): Promise<Worker>
  act(number: number, action: TriageAction): Promise<void>
  discrepancy(number: number): Promise<Discrepancy>
  /** Texts of the card, as they stand in Slack. */
  card(number: number): string
  /** What the services were told: `trigger`, `acknowledge`, … */
  said(): string[]
  close(): Promise<void>
}

export interface IncidentWorldOptions {
  /** Which service an escalation opens an incident at. */
  readonly service?: 'pager' | 'genie' | 'hook'
  readonly by?: IncidentSettings['by']
  readonly discrepancies?: number
  readonly change?: (settings: Settings) => Settings
}

export async function openIncidentWorld(
  server: TrackerServer,
  {
    service = 'pager',
    by = 'discrepancy',
    discrepancies = 3,
    change = (same) => same,
  }: IncidentWorldOptions = {},
): Promise<IncidentWorld> {
  const receiver = await startIncidentReceiver()
  const world = await openDeliveryWorld(server, { discrepancies, tells: true })
  // What people do comes after what the run told.
  world.pass(1)
  const { settings } = world.context
  const changed = change({
    ...settings,
    incidents: servicesAt(receiver.origin, by),
    reconciliations: settings.reconciliations.map((one) => ({
      ...one,
      triage: { ...one.triage, escalateIncident: service },
    })),
  })
  const context = { ...world.context, settings: changed }
  return {
    world,
    receiver,
    context,
    async openWorker() {
      const worker = await world.openWorker()
      return { ...worker, context: { ...worker.context, settings: changed } }
    },
    async act(number, action) {
      const request = { number, action, actor: ADA }
      await triageDiscrepancy(
        context,
        action === 'resolve' ? { ...request, reason: 'not-a-problem' } : request,
      )
    },
    discrepancy: async (number) => (await findDiscrepancy(context.db, number))!,
    card: (number) =>
      JSON.stringify(
        world.playground
          .messages('#ops')
          .find(({ metadata }) => (metadata?.event_payload as { tag?: string })?.tag === `card:${number}`)
          ?.blocks,
      ),
    said: () =>
      receiver.told.map(({ path, body }) =>
        String(body.event_action ?? body.event ?? path.replace(/^.*\/|\?.*$/g, '')),
      ),
    async close() {
      await world.close()
      await receiver.close()
    },
  }
}

const USUAL = { method: 'POST', headers: {}, timeoutSeconds: 5 } as const

function servicesAt(origin: string, by: IncidentSettings['by']): NonNullable<Settings['incidents']> {
  const body = {
    event: '{event}',
    incident: '{incident}',
    number: '{number:number}',
    text: '{summary}',
    at: '{link}',
  }
  return {
    pager: { type: 'pagerduty', by, url: origin, routingKey: KEYS.pager },
    genie: { type: 'opsgenie', by, url: origin, apiKey: KEYS.genie, responders: ['data'] },
    hook: { type: 'webhook', by, secret: KEYS.hook, open: { ...USUAL, url: `${origin}/hook`, body } },
  }
}
