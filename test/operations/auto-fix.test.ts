import { afterAll, beforeAll, expect, test } from 'vitest'
import { autoFix } from '../../src/operations/auto-fix.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { setRemedyState } from '../../src/operations/set-remedy-state.ts'
import { ANN, COPY_EMAIL, openRemedies, type RemedyWorld } from './open-remedies.ts'

const OTHER = `
      other:
        title: Another one
        when: { kind: mismatch, field: email }
        sql: { side: billing, statement: "update accounts set contact = 'other' where ref = :key" }`

let world: RemedyWorld
beforeAll(async () => {
  world = await openRemedies(COPY_EMAIL + OTHER)
  const { number } = await world.given('approved', differing)
  await world.apply({ number })
  const name = { reconciliation: 'customers', remedy: 'copy_email' }
  await setRemedyState(world.context, { ...name, to: 'auto', actor: ANN })
})
afterAll(async () => await world?.close())

const differing = { crm: { email: 'ada@new', plan: 'pro' }, accounts: { email: 'ada@old', plan: 'pro' } }

const runAll = () =>
  runReconciliation(world.context, {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  })

test('what only a rule about a pattern would decide is left to people', async () => {
  const [reconciliation] = world.context.settings.reconciliations
  const to = { tells: 'alert', remedy: 'other' } as const
  Object.assign(reconciliation!, { routes: [{ when: { pattern: true }, to }] })
  await world.given('alike', differing)
  expect(await autoFix(world.context, new Set())).toBe(0)
  expect(await world.inBilling('alike')).toBe('ada@old pro')
  Object.assign(reconciliation!, { routes: [] })
  expect(await autoFix(world.context, new Set())).toBe(1)
  expect(await world.inBilling('alike')).toBe('ada@new pro')
})

test('what fits is found behind a thousand that do not, and is looked for once after each run', async () => {
  const { number } = await world.given('behind', differing)
  await world.server.query(
    "insert into crm select 'missing' || n, 'x', 'pro' from generate_series(1, 1100) n",
  )
  const { discrepancies } = await runAll()
  expect(discrepancies.filter((each) => each.number > number)).toHaveLength(1100)
  const passed = new Set<string>()
  expect(await autoFix(world.context, passed)).toBe(1)
  expect(await world.inBilling('behind')).toBe('ada@new pro')
  expect(await world.now(number)).toMatchObject({ status: 'resolved', resolution: { reason: 'remedy' } })
  expect(await autoFix(world.context, passed)).toBe(0)
  const { number: next } = await world.given('later', differing)
  expect(await autoFix(world.context, passed)).toBe(1)
  expect(await world.now(next)).toMatchObject({ status: 'resolved', statusBy: { kind: 'timer' } })
})
