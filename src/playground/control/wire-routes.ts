import { z } from 'zod'
import { ControlRefusal, type ControlRoute, type Desk, plain, withBody } from './control-route.ts'
import { PlannedFault } from './fault-plan.ts'

const TRANSCRIPT_PAGE = 1_000

const ConnectionChange = z.strictObject({
  do: z.enum([
    'warning',
    'refresh_requested',
    'link_disabled',
    'too_many_websockets',
    'link_enabled',
    'cut',
    'withhold_hello',
  ]),
  /** By number; all of them, unless said. */
  connection: z.int().optional(),
})

const Spoiling = z.strictObject({
  skewSeconds: z.int().default(0),
  badSignature: z.boolean().default(false),
  count: z.int().min(1).default(1),
})

/** What goes wrong, the connections to the app, and what went over them. */
export const wireRoutes: readonly ControlRoute[] = [
  plain('GET', { path: '/faults', does: 'lists the faults that are still to come' }, ({ faults }) => ({
    faults: faults.list(),
  })),
  withBody(PlannedFault, { path: '/faults', does: 'plans a fault' }, ({ faults }, { body }) =>
    faults.add(body),
  ),
  plain('DELETE', { path: '/faults', does: 'takes all faults away' }, ({ faults }) => {
    faults.clear()
    return { ok: true }
  }),
  plain('DELETE', { path: '/faults/:id', does: 'takes one fault away' }, ({ faults }, { at }) => {
    if (!faults.remove(Number(at('id')))) throw new ControlRefusal(404, `There is no fault "${at('id')}".`)
    return { ok: true }
  }),
  plain('GET', { path: '/connections', does: 'lists the Socket Mode connections' }, connections),
  withBody(
    ConnectionChange,
    { path: '/connections', does: 'warns, renews, disables, enables or cuts one or all' },
    (desk, { body }) => {
      if (body.do === 'link_enabled') desk.playground().enableSocketMode()
      else if (body.do === 'cut') desk.socketMode.cut(body.connection)
      else if (body.do === 'withhold_hello') desk.socketMode.withheldHellos += 1
      else desk.playground().disconnect(body.do, body.connection)
      return connections(desk)
    },
  ),
  plain(
    'POST',
    { path: '/http/verify', does: 'asks the app at its request URL to send a challenge back' },
    async (desk) => ({ failed: (await httpModeOf(desk).verify())?.reason ?? null }),
  ),
  plain(
    'POST',
    { path: '/http/replay', does: 'sends the last request again, byte for byte' },
    async (desk) => ({
      delivery: await httpModeOf(desk).replay(),
    }),
  ),
  withBody(
    Spoiling,
    { path: '/http/spoil', does: 'makes the next requests old, early or badly signed' },
    (desk, { body }) => {
      httpModeOf(desk).spoil(body)
      return { ok: true }
    },
  ),
  plain(
    'GET',
    { path: '/transcript', does: 'lists what went over the wire, after entry number `since`' },
    ({ stage }, { query }) => {
      const since = Number(query('since') ?? 0)
      if (!Number.isInteger(since)) throw new ControlRefusal(400, `since: "${query('since')}" is no number.`)
      const kind = query('kind')
      const fitting = stage.workspace.transcript
        .list()
        .filter((each) => each.number > since && (kind === null || each.kind === kind))
      const entries = fitting.slice(0, TRANSCRIPT_PAGE)
      return { entries, last: entries.at(-1)?.number ?? since, more: fitting.length > entries.length }
    },
  ),
  plain('DELETE', { path: '/transcript', does: 'forgets it; numbers go on' }, ({ stage }) => {
    stage.workspace.transcript.clear()
    return { ok: true }
  }),
]

function connections({ socketMode }: Desk): object {
  const listed = socketMode.list().map(({ number, state, openedAt, lifetimeSeconds }) => ({
    number,
    state,
    openedAt,
    endsAt: new Date(openedAt.getTime() + lifetimeSeconds * 1000),
  }))
  return { enabled: socketMode.isEnabled, connections: listed }
}

function httpModeOf({ httpMode }: Desk) {
  if (httpMode !== null) return httpMode
  throw new ControlRefusal(
    409,
    'The app is in Socket Mode: the playground was started without a request URL.',
  )
}
