import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listEvents } from '../../src/store/events.ts'
import { listIncidentsOf } from '../../src/store/incidents.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import type { Worker } from './delivery-world.ts'
import { KEYS } from './incident-receiver.ts'
import { type IncidentWorld, type IncidentWorldOptions, openIncidentWorld } from './open-incident-world.ts'

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

let at: IncidentWorld
let worker: Worker
async function open(options: IncidentWorldOptions = {}): Promise<void> {
  at = await openIncidentWorld(server, options)
  worker = await at.openWorker()
}
const deliver = () => at.world.deliverAll(worker)
const incidentsOf = (number: number) => listIncidentsOf(at.context.db, number)
afterEach(async () => {
  expect(at.receiver.problems).toEqual([])
  await at.close()
})

describe.each([
  ['pager', ['trigger', 'acknowledge', 'resolve', 'trigger']],
  ['genie', ['alerts', 'acknowledge', 'close', 'alerts']],
  ['hook', ['opened', 'resolved', 'opened']],
] as const)('an incident at %s', (service, said) => {
  test('is opened by an escalation and follows what people do', async () => {
    await open({ service })
    await deliver()
    await at.act(1, 'escalate')
    await deliver()
    expect(at.card(1)).toContain(`Incident at ${service}* open since`)
    await at.act(1, 'acknowledge')
    await deliver()
    await at.act(1, 'resolve')
    await deliver()
    expect(at.card(1)).toContain(`Incident at ${service} closed`)
    await at.act(1, 'reopen')
    await deliver()
    expect(at.said()).toEqual(said)
    const [key, ...more] = at.receiver.incidents.keys()
    expect(more).toEqual([])
    expect(key).toMatch(/^counterfoil:customers:1:[0-9a-f-]{13}$/)
    expect(at.receiver.incidents.get(key!)).toEqual({ opened: 2, state: 'open' })
    const kinds = (await listEvents(at.context.db, 1)).map(
      ({ kind, details }) => details?.incident?.did ?? kind,
    )
    expect(kinds).toEqual([
      'opened',
      'escalated',
      'opened',
      'acknowledged',
      'resolved',
      'closed',
      'reopened',
      'opened',
    ])
  })
})

describe('what a service learns', () => {
  test('is about the discrepancy, with a link to its card, and holds no value', async () => {
    await open({ discrepancies: 1 })
    await deliver()
    await at.act(1, 'escalate')
    await deliver()
    const { firstSeenAt } = await at.discrepancy(1)
    const [posted] = at.world.playground.messages('#ops')
    expect(at.receiver.told[0]?.body).toEqual({
      routing_key: KEYS.pager,
      event_action: 'trigger',
      dedup_key: expect.stringMatching(/^counterfoil:customers:1:/),
      payload: {
        summary: '#1 balance differs. customers, id 1',
        source: 'customers',
        severity: 'critical',
        timestamp: firstSeenAt.toISOString(),
        component: 'balance',
        group: 'customers',
        class: 'mismatch',
        custom_details: {
          number: 1,
          reconciliation: 'customers',
          title: 'customers',
          kind: 'mismatch',
          field: 'balance',
          severity: 'high',
          cause: null,
          key: '1',
        },
      },
      client: 'Counterfoil',
      links: [
        {
          href: `https://slack.com/archives/${posted!.channel}/p${posted!.ts.replace('.', '')}`,
          text: '#1 in Slack',
        },
      ],
    })
  })

  test('has no secret part of a key', async () => {
    await open({
      service: 'hook',
      change: (settings) => ({
        ...settings,
        reconciliations: settings.reconciliations.map((one) => ({
          ...one,
          fields: [...one.fields, { ...one.fields[0]!, name: 'id', sensitive: true }],
        })),
      }),
    })
    await at.act(3, 'escalate')
    await deliver()
    expect(at.receiver.told[0]?.body.text).toBe('#3 balance differs. customers, id ••••')
  })
})

describe('asked for more than once', () => {
  test('it is one incident, of two processes too', async () => {
    await open()
    const other = await at.openWorker()
    await at.act(1, 'escalate')
    await at.act(1, 'acknowledge')
    await at.act(1, 'escalate')
    await at.world.deliverAll(worker, other)
    expect(at.said()).toEqual(['trigger'])
  })

  test('after it was resolved it is none', async () => {
    await open()
    await at.act(1, 'resolve')
    await at.act(1, 'escalate')
    await deliver()
    expect(at.said()).toEqual([])
    expect(await incidentsOf(1)).toEqual([])
  })

  test('and resolved before the service was told, it never was one', async () => {
    await open()
    await at.act(1, 'escalate')
    await at.act(1, 'resolve')
    await deliver()
    expect(at.said()).toEqual([])
    expect(at.card(1)).not.toContain('Incident')
    await at.act(1, 'reopen')
    await at.act(1, 'escalate')
    await deliver()
    expect(at.said()).toEqual(['trigger'])
  })

  test('and undone, it ends, whatever else happens', async () => {
    await open()
    await at.act(1, 'escalate')
    await deliver()
    await at.act(1, 'undo')
    await at.act(1, 'acknowledge')
    await deliver()
    expect(at.said()).toEqual(['trigger', 'resolve'])
    await at.act(1, 'escalate')
    await deliver()
    expect(at.said()).toEqual(['trigger', 'resolve', 'trigger'])
  })
})

test('one incident for all alike is over when the last of them is', async () => {
  await open({ by: 'pattern' })
  for (const number of [1, 2, 3]) await at.act(number, 'escalate')
  await deliver()
  expect(at.said()).toEqual(['trigger'])
  expect((at.receiver.told[0]!.body.payload as { summary: string }).summary).toBe(
    '3 discrepancies: balance differs. customers',
  )
  await at.act(1, 'acknowledge')
  await at.act(2, 'resolve')
  await deliver()
  expect(at.said()).toEqual(['trigger'])
  await at.act(3, 'resolve')
  await deliver()
  await at.act(1, 'resolve')
  await deliver()
  expect(at.said()).toEqual(['trigger', 'acknowledge', 'resolve'])
  for (const number of [1, 2, 3]) expect(at.card(number)).toContain('Incident at pager closed')
})
