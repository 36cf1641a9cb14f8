import { expect, test } from 'vitest'
import { runCounterfoil } from '../run-counterfoil.ts'

const ROOT = new URL('../../..', import.meta.url).pathname

test("the README's compare of two example files gives the counts that the interface page shows", async () => {
  const words =
    'compare examples/crm.csv examples/billing.csv --key id --tolerance balance=0.01 --format json'
  const { status, stdout } = await runCounterfoil(words.split(' '), { cwd: ROOT })
  expect(status).toBe(1)
  const result = JSON.parse(stdout)
  expect(result.counts).toEqual({
    matched: 4,
    agreeing: 2,
    missing: 2,
    mismatch: 2,
    duplicate: 0,
    invalid: 0,
    drift: 1,
  })
  expect(result.drift).toEqual({ balance: { count: 1, max: '0.01', sum: '0.01' } })
  const found = result.findings.map(
    ({ kind, key }: { kind: string; key: { id: string } }) => `${kind} ${key.id}`,
  )
  expect(found).toEqual(['mismatch 3', 'mismatch 4', 'missing 7', 'missing 9'])
})
