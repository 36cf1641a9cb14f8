import { beforeEach, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { listDiscrepancies } from '../../src/operations/list-discrepancies.ts'
import { findComparedColumns, listRuns } from '../../src/store/runs.ts'
import { everything, keys, openTrackedCustomers } from './open-tracked-customers.ts'

const config = (budget: string, email = 'text') => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    keys: { id: { type: integer } }
    fields:
      email: ${email}
      balance: { type: decimal, total: true }
    ${budget}
`
const TWO_FINDINGS = config('budget: { findings: 2 }')

const { run, write, context, folder } = openTrackedCustomers(TWO_FINDINGS, {})
beforeEach(() => fill('different'))

/** Ten records that differ, and on one side a record without a key. */
async function fill(balance: 'different' | 'equal') {
  const ids = Array.from({ length: 10 }, (_, index) => index + 1)
  await write('crm.csv', ['id,email,balance', ...ids.map((id) => `${id},a@x,1.00`)])
  await write('billing.csv', [
    'id,email,balance',
    ...ids.map((id) => `${id},a@x,${balance === 'equal' ? '1.00' : '2.00'}`),
    ...(balance === 'equal' ? [] : [',a@x,3.00']),
  ])
}

async function openKeys() {
  const { discrepancies } = await listDiscrepancies(context(), { limit: 100 })
  return discrepancies.map(({ finding }) => Number(finding.key.id ?? 0)).sort((a, b) => a - b)
}

/** The same tracker under another config. */
async function changeConfig(text: string) {
  await write('counterfoil.yml', text.split('\n'))
  const settings = await loadSettings(`${folder()}/counterfoil.yml`, {})
  Object.assign(context(), { settings })
}

test('a run stops at its budget, says so, and the next ones go on until all was compared', async () => {
  const first = await run()
  expect(first.run).toMatchObject({
    state: 'partial',
    part: { after: null, upTo: { id: '2' }, stoppedBy: 'findings' },
  })
  expect(first.comparison.summary.sides.crm!.totals).toEqual({})
  expect(await openKeys()).toEqual([1, 2])
  const rest = [await run(), await run(), await run(), await run()]
  expect(rest.map(({ run: { state, part } }) => [state, part?.after, part?.findingsSoFar])).toEqual([
    ['partial', { id: '2' }, 4],
    ['partial', { id: '4' }, 6],
    ['partial', { id: '6' }, 8],
    ['completed', { id: '8' }, 11],
  ])
  expect(await openKeys()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const anew = await run()
  expect(anew.run.part).toMatchObject({ after: null, upTo: { id: '2' } })
  expect(anew.changes).toEqual({ opened: 0, seenAgain: 2, reopened: 0, resolved: 0 })
  expect(anew.begunAnew).toBe(null)
})

test('a part resolves what agrees within it and leaves all that is beyond as it was', async () => {
  await changeConfig(config(''))
  expect((await run()).run).toMatchObject({ state: 'completed', part: null })
  expect(await openKeys()).toHaveLength(11)
  await changeConfig(config('budget: { rows: 8 }'))
  await fill('equal')
  const first = await run()
  expect(first.run.state).toBe('partial')
  const upTo = Number(first.run.part!.upTo!.id)
  expect(upTo).toBeLessThan(9)
  expect(first.changes).toEqual({ opened: 0, seenAgain: 0, reopened: 0, resolved: upTo })
  expect(await openKeys()).toEqual([0, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].slice(upTo)])
  for (let state = first.run.state; state === 'partial'; ) state = (await run()).run.state
  expect(await openKeys()).toEqual([])
})

test('another config begins anew and says why, another budget goes on', async () => {
  await run()
  await changeConfig(config('budget: { findings: 3 }'))
  expect((await run()).run.part).toMatchObject({ after: { id: '2' }, upTo: { id: '5' } })
  await changeConfig(config('budget: { findings: 3 }', '{ type: text, ignoreCase: true }'))
  const anew = await run()
  expect(anew.run.part).toMatchObject({ after: null, upTo: { id: '3' }, findingsSoFar: 3 })
  expect(anew.begunAnew).toBe('the config has changed')
})

test('a restart begins at the beginning, a failed run does not lose the place, and keys alone have no budget', async () => {
  await run()
  expect((await run(keys('3', '4', '5'))).run).toMatchObject({ state: 'completed', part: null })
  await write('billing.csv', ['id,email,balance', '1,"a@x'])
  await expect(run()).rejects.toThrow(/billing/)
  await fill('different')
  expect((await run()).run.part?.after).toEqual({ id: '2' })
  const anew = await run(everything, { restart: true })
  expect(anew.run.part).toMatchObject({ after: null, upTo: { id: '2' } })
  expect(anew.begunAnew).toBe('that was asked for')
})

test('a partial run is remembered with what it compared', async () => {
  await run()
  const [last] = await listRuns(context().db, { reconciliation: 'customers', limit: 1 })
  expect(last).toMatchObject({ state: 'partial', part: { upTo: { id: '2' }, keyOrder: ['integer'] } })
  expect(await findComparedColumns(context().db, 'customers')).toMatchObject({
    crm: { balance: 'balance' },
  })
})
