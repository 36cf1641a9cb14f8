import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { told } from './told-findings.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  parts: { type: files, path: parts.csv }
  accounts: { type: files, path: accounts.csv }
  mailer: { type: files, path: mailer.csv }
reconciliations:
  grouped:
    sides:
      crm: { source: crm, key: id, updatedAt: changed }
      parts:
        source: parts
        key: account
        via: { source: accounts, from: account, to: id }
        updatedAt: changed
        groupBy: { amount: sum, fee: sum }
    fields: { amount: decimal, fee: decimal }
    changes: { overlap: 5m }
  three:
    sides:
      crm: { source: crm, key: id, updatedAt: changed }
      billing: { source: parts, key: account, updatedAt: changed }
      mailer: { source: mailer, key: id, updatedAt: changed }
    fields: { amount: decimal }
`
const at = (hour: number) => `2026-11-01T${hour}:00:00Z`

let server: TrackerServer
beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())

test('a run of changes reads whole groups by their mapped keys, beside a column that is gone', async () => {
  const files = await server.open(CONFIG)
  try {
    const run = async (scope: Scope) =>
      await runReconciliation(files.context, { name: 'grouped', scope, trigger: 'cli', requestedBy: 'ada' })
    await files.write('accounts.csv', ['account,id', 'A,1', 'B,2'])
    await files.write('crm.csv', ['id,amount,fee,changed', `1,30,3,${at(10)}`, `2,5,1,${at(10)}`])
    const header = 'account,amount,fee,changed'
    const parts = [`A,10,1,${at(10)}`, `A,20,2,${at(10)}`, `B,5,1,${at(10)}`]
    await files.write('parts.csv', [header, ...parts])
    expect((await run({ kind: 'everything' })).comparison.findings).toEqual([])
    await files.write('parts.csv', [
      'account,amount,changed',
      `A,10,${at(10)}`,
      `A,21,${at(12)}`,
      `B,5,${at(10)}`,
    ])
    const seen = await run({ kind: 'changed' })
    expect(told(seen.comparison.findings)).toEqual([
      'schema fee: missing-column on parts',
      'mismatch 1: crm=30,parts=31',
    ])
    expect(seen.changes).toMatchObject({ opened: 2, resolved: 0 })
    await files.write('parts.csv', [header, ...parts.slice(0, 1), `A,20,2,${at(13)}`, parts[2]!])
    expect((await run({ kind: 'changed' })).changes).toMatchObject({ opened: 0, resolved: 2 })
  } finally {
    await files.close()
  }
})

test('a copy is stale only where every side that has the value changed before every side that has the other', async () => {
  const files = await server.open(CONFIG)
  try {
    const causeWith = async (crm: [number, number], billing: [number, number], mailer: [number, number]) => {
      const row = ([amount, hour]: [number, number]) => `1,${amount},${at(hour)}`
      await files.write('crm.csv', ['id,amount,changed', row(crm)])
      await files.write('parts.csv', ['account,amount,changed', row(billing)])
      await files.write('mailer.csv', ['id,amount,changed', row(mailer)])
      const scope: Scope = { kind: 'everything' }
      const { comparison } = await runReconciliation(files.context, {
        name: 'three',
        scope,
        trigger: 'cli',
        requestedBy: 'ada',
      })
      const [finding] = comparison.findings
      return finding?.kind === 'mismatch' ? finding.cause : finding
    }
    expect(await causeWith([10, 12], [10, 13], [17, 11])).toBe('stale')
    expect(await causeWith([10, 12], [10, 10], [17, 11])).toBe(null)
    expect(await causeWith([10, 11], [10, 12], [17, 11])).toBe(null)
  } finally {
    await files.close()
  }
})
