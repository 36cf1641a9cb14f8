import { expect, test } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Remedy } from '../../src/domain/remedy.ts'
import type { RouteRule, Telling } from '../../src/domain/route.ts'
import { applyChange } from '../../src/tracker/apply-change.ts'
import { routeChanges } from '../../src/tracker/route-changes.ts'
import { makeDiscrepancy, mismatch } from './make-discrepancy.ts'

const finding = mismatch('1', { crm: 'a', billing: 'b' })
const seen: Change = { type: 'seen', number: 1, finding, valuesChanged: false, silent: false }
const reopened: Change = { type: 'reopened', number: 1, finding }
const to = (tells: Telling, when: RouteRule['when'] = {}): RouteRule => ({ when, to: { tells } })
const run = { reconciliation: 'customers', runId: 'run-2', now: new Date('2026-11-02T09:00:00Z'), number: 1 }
const known = (changed: Partial<Discrepancy> = {}) => makeDiscrepancy(1, finding, changed)

interface Routing {
  readonly change?: Change
  readonly before?: Discrepancy
  readonly routes?: readonly RouteRule[]
  readonly isPattern?: boolean | null
  readonly isShadow?: boolean
}

function routed({ change = seen, before = known(), routes = [], isPattern = false }: Routing): Change {
  const input = { reconciliation: { routes }, known: [before], isPattern: () => isPattern }
  return routeChanges([change], input)[0]!
}

function applied({ before = known(), isShadow = false, ...rest }: Routing): Discrepancy {
  return applyChange(routed({ before, ...rest }), { ...run, before, isShadow })
}

test('without rules, and where none was stored, changes stay what they are', () => {
  const changes = [seen]
  const input = { reconciliation: {}, known: [known()], isPattern: () => false }
  expect(routeChanges(changes, input)).toBe(changes)
})

test('what is opened has the route of the rule that holds, and none where none does', () => {
  const opened: Change = { type: 'opened', fingerprint: 'f', finding }
  const open = (routes: readonly RouteRule[]) => {
    const [change] = routeChanges([opened], { reconciliation: { routes }, known: [], isPattern: () => false })
    return applyChange(change!, { ...run, before: null })
  }
  expect(open([to('log')])).toMatchObject({ route: 'log', toldRunId: 'run-2' })
  expect(open([to('log', { fields: ['plan'] })])).not.toHaveProperty('route')
})

test('a new rule is written down by the run that sees it, and a rule that is gone is forgotten', () => {
  expect(routed({ routes: [to('digest')] })).toMatchObject({
    looksElse: true,
    route: { rule: 1, tells: 'digest' },
  })
  expect(applied({ routes: [to('digest')] })).toMatchObject({
    route: 'digest',
    toldRunId: 'run-1',
    version: 1,
  })
  const routes = [to('digest')]
  expect(routed({ routes, before: known({ route: 'digest' }) })).not.toHaveProperty('looksElse')
  expect(routed({ before: known({ route: 'log' }) })).toMatchObject({ looksElse: true })
  expect(applied({ before: known({ route: 'log', toldRunId: 'run-1' }) })).not.toHaveProperty('route')
})

test('what becomes an alert is told by the run that sees it, and nothing else is told again', () => {
  const toldBy = (route: Telling, tells: Telling, more: Routing = {}) =>
    applied({ ...more, before: known({ route, ...more.before }), routes: [to(tells)] }).toldRunId
  expect(toldBy('log', 'alert')).toBe('run-2')
  expect(toldBy('digest', 'alert')).toBe('run-2')
  expect(toldBy('alert', 'alert')).toBe('run-1')
  expect(toldBy('alert', 'log')).toBe('run-1')
  expect(toldBy('log', 'digest')).toBe('run-1')
  expect(toldBy('log', 'alert', { change: reopened })).toBe('run-2')
  expect(toldBy('alert', 'alert', { change: reopened })).toBe('run-1')
  // In shadow nobody is told: the first run out of it tells.
  expect(toldBy('log', 'alert', { isShadow: true })).toBeNull()
})

test('what a remedy repairs by itself is told by nobody, where it is new and the remedy the first that fits', () => {
  const remedy = (name: string): Remedy => ({
    ...{ name, title: name, when: { fields: ['email'] }, approve: 'auto', autoAfter: 20, dryRun: false },
    ...{ limit: { run: 1, day: 1 }, does: { type: 'sql', side: 'crm', statement: '' } },
  })
  const reconciliation = {
    routes: [{ when: {}, to: { tells: 'alert', remedy: 'copy' } as const }],
    remedies: [remedy('copy'), remedy('other')],
  }
  const opened: Change = { type: 'opened', fingerprint: 'f', finding }
  const tells = (change: Change, on: string[], remedies = reconciliation.remedies) => {
    const input = { known: [known()], isPattern: () => false, remediesOn: new Set(on) }
    const [routed] = routeChanges([change], { ...input, reconciliation: { ...reconciliation, remedies } })
    return routed && 'route' in routed ? routed.route?.tells : undefined
  }
  expect(tells(opened, ['copy'])).toBe('log')
  expect(tells(seen, ['copy'])).toBe('alert')
  expect(tells(reopened, ['copy'])).toBe('alert')
  expect(tells(opened, ['other'])).toBe('alert')
  expect(tells(opened, ['copy'], [remedy('other'), remedy('copy')])).toBe('alert')
})

test('what is snoozed, or comes and goes too often, is not told for a new rule', () => {
  const by = { kind: 'person', id: 'U1', surface: 'slack' } as const
  const snooze = { until: null, by, at: run.now }
  const damped = { since: run.now, until: run.now }
  const routes = [to('alert')]
  expect(applied({ routes, before: known({ route: 'log', snooze }) }).toldRunId).toBe('run-1')
  expect(applied({ routes, before: known({ route: 'log', damped }) }).toldRunId).toBe('run-1')
  const woken: Change = { ...seen, valuesChanged: true, wakes: true }
  expect(applied({ routes, change: woken, before: known({ route: 'log', snooze }) }).toldRunId).toBe('run-2')
})

test('what people called expected, and what is resolved, keeps its route', () => {
  const silent: Change = { ...seen, silent: true }
  expect(routed({ change: silent, routes: [to('alert')] })).toBe(silent)
  const resolved: Change = { type: 'resolved', number: 1 }
  expect(routed({ change: resolved, routes: [to('alert')] })).toBe(resolved)
  const before = known({ route: 'log' })
  expect(applyChange(resolved, { ...run, before })).toMatchObject({ status: 'resolved', route: 'log' })
})

test('where only a pattern would decide, a run that cannot tell leaves it as it is', () => {
  const routes = [to('digest', { pattern: true }), to('alert')]
  const tells = (before: Discrepancy, isPattern: boolean | null = null) => {
    const change = routed({ before, routes, isPattern })
    return 'route' in change ? change.route?.tells : undefined
  }
  expect(tells(known({ route: 'digest' }))).toBe('digest')
  expect(tells(known({ route: 'alert' }))).toBe('alert')
  // Neither rule said so: the config is another one, and it stands alone as far as anybody knows.
  expect(tells(known({ route: 'log' }))).toBe('alert')
  expect(tells(known({ route: 'digest' }), false)).toBe('alert')
  expect(tells(known({ route: 'alert' }), true)).toBe('digest')
  // Here it makes no difference.
  const either = [to('log', { fields: ['email'] }), ...routes]
  expect(routed({ before: known({ route: 'digest' }), routes: either, isPattern: null })).toMatchObject({
    route: { rule: 1, tells: 'log' },
  })
})
