import { expect } from 'vitest'
import type { Connector } from '../../src/connectors/contract.ts'
import type { SideLocation } from '../../src/domain/reconciliation.ts'
import { readRequest } from './read-all.ts'

/**
 * Of a side with `id` from 1 to 100,000 and as `name` one or more MD5s, each with a euro sign and a tab behind it: all of
 * them come once, in order, whole, in many batches.
 */
export async function expectManyRecords(connector: Connector, location: SideLocation): Promise<void> {
  const request = readRequest({ location, columns: ['id', 'name'], keyOrder: ['integer'] })
  let [batches, expected] = [0, 1]
  for await (const batch of connector.read(request)) {
    batches++
    expect(batch.ends.length).toBe(batch.count)
    for (let index = 0; index < batch.count; index++) {
      const start = index === 0 ? 0 : batch.ends[index - 1]!
      const text = batch.bytes.toString('utf8', start, batch.ends[index])
      const cells = text.split('\t')
      if (cells.length !== 2 || Number(cells[0]) !== expected || !/^([0-9a-f]{32}€\\t)+$/.test(cells[1]!)) {
        expect(text).toBe(`record ${expected}`)
      }
      expected++
    }
  }
  expect(expected).toBe(100001)
  expect(batches).toBeGreaterThan(10)
}
