import { describe, expect, it } from 'vitest'
import { batchOf, encodeRecord, type RecordBatch } from '../../src/domain/record-batch.ts'
import { type CompareOptions, compareSides, planComparison } from '../../src/engine/index.ts'
import { columnsOf, compareRows, streamOf } from './compare-rows.ts'
import { makeReconciliation } from './make-reconciliation.ts'

const WANTED = { sides: { crm: {}, billing: {} }, fields: { name: {} } } as const

function compareStreams(
  crm: AsyncIterable<RecordBatch>,
  billing: AsyncIterable<RecordBatch>,
  { key = 'id', ...options }: Partial<CompareOptions> & { key?: string } = {},
) {
  const columns = columnsOf({ columns: [key, 'name'], rows: [] })
  const plan = planComparison(makeReconciliation(WANTED), { crm: columns, billing: columns })
  return compareSides(plan, { crm, billing }, { now: new Date(0), ...options })
}

const records = (...keys: string[]) => keys.map((key) => encodeRecord([key, 'x']))

describe('compareSides() refuses a stream out of order', () => {
  it.each([
    ['id:integer', ['9', '10'], ['10', '9'], '"9" comes after "10"'],
    ['id', ['10', '9'], ['9', '10'], '"10" comes after "9"'],
    ['id', ['\uFFFD', '\u{1F600}'], ['\u{1F600}', '\uFFFD'], '"\uFFFD" comes after "\u{1F600}"'],
    ['id', ['A', 'a'], ['a', 'A'], '"A" comes after "a"'],
    ['id', ['\t', '\\'], ['\\', '\t'], '"\t" comes after "\\"'],
  ])('%s: %j is in order, %j is not', async (key, ordered, disordered, sentence) => {
    for (const size of [1, 2]) {
      const good = () => streamOf(records(...ordered), size)
      const agreed = await compareStreams(good(), good(), { key })
      expect(agreed.summary.counts.agreeing).toBe(2)
      const run = compareStreams(good(), streamOf(records(...disordered), size), { key })
      await expect(run).rejects.toMatchObject({ code: 'source-disordered' })
      await expect(run).rejects.toThrow(`Side "billing" is not in key order: ${sentence}`)
    }
  })
})

describe('compareSides() reads streams', () => {
  it('one batch ahead at most, and closes them when one fails', async () => {
    let [handedOut, closed] = [0, false]
    async function* endless() {
      try {
        for (;;) yield batchOf(records(String(++handedOut).padStart(6, '0')))
      } finally {
        closed = true
      }
    }
    async function* failing() {
      yield batchOf(records('000001', '000002', '000003'))
      throw new Error('cut')
    }
    await expect(compareStreams(endless(), failing())).rejects.toThrow('cut')
    await new Promise((resolve) => setImmediate(resolve))
    // Key 3 is in hand, key 4 shows that 3 is no duplicate, and one more may be on its way.
    expect(handedOut).toBeLessThanOrEqual(5)
    expect(closed).toBe(true)
  })

  it('stops at once when the signal aborts, even if a source hangs', async () => {
    const stop = new AbortController()
    const hanging = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) }
    const run = compareStreams(streamOf(records('1'), 1), hanging, { signal: stop.signal })
    stop.abort()
    await expect(run).rejects.toMatchObject({ code: 'run-stopped' })
    await expect(
      compareStreams(streamOf([], 1), streamOf([], 1), { signal: stop.signal }),
    ).rejects.toMatchObject({
      code: 'run-stopped',
    })
  })

  it('with batches without records, and sides without any', async () => {
    async function* withGaps() {
      yield batchOf([])
      yield batchOf(records('1'))
      yield batchOf([])
    }
    const { summary } = await compareStreams(withGaps(), streamOf([], 1))
    expect(summary.counts).toMatchObject({ matched: 0, missing: 1 })
    expect((await compareStreams(streamOf([], 1), streamOf([], 1))).summary.counts.matched).toBe(0)
  })

  it('telling its progress in rows by side, at the end too', async () => {
    const told: unknown[] = []
    const keys = Array.from({ length: 30_000 }, (_, index) => String(index).padStart(6, '0'))
    const stream = () => streamOf(records(...keys), 5000)
    await compareStreams(stream(), stream(), { onProgress: (rows) => told.push(rows) })
    expect(told.length).toBeGreaterThan(2)
    expect(told.at(-1)).toEqual({ crm: 30_000, billing: 30_000 })
  })

  it('as equal when two spellings of one escape differ in bytes only', async () => {
    const bell = (text: string) => streamOf([`k${text}\tname${text}`], 1)
    const { findings, summary } = await compareStreams(bell('\\b'), bell('\b'))
    expect(findings).toEqual([])
    expect(summary.agreement.asRead).toBe(1)
  })
})

describe('compareSides() with keepRecords', () => {
  it('says the verdict on each field of each record', async () => {
    const { records } = await compareRows(
      {
        sides: { crm: { updatedAt: 'modified' }, billing: {} },
        missing: { graceSeconds: 600 },
        fields: {
          same: {},
          spaced: { trim: true },
          near: { type: 'decimal', tolerance: { kind: 'absolute', amount: '1' } },
          other: {},
          wrong: { type: 'integer' },
          awaited: { nulls: 'pending' },
          optional: { nulls: 'ignore' },
        },
      },
      {
        crm: {
          columns: ['id', 'same', 'spaced', 'near', 'other', 'wrong', 'awaited', 'optional', 'modified'],
          rows: [
            ['1', 'a', ' a', '1', 'a', 'x', 'a', 'a', '2026-11-01 11:59:00Z'],
            ['2', 'a', 'a', '1', 'a', '1', 'a', 'a', '2026-11-01 11:59:00Z'],
          ],
        },
        billing: {
          columns: ['id', 'same', 'spaced', 'near', 'other', 'wrong', 'awaited', 'optional'],
          rows: [['1', 'a', 'a', '2', 'b', '1', null, null]],
        },
      },
      { keepRecords: true },
    )
    expect(records.map((record) => record.fields.map((field) => field.verdict))).toEqual([
      ['equal', 'normalised', 'tolerated', 'differs', 'invalid', 'pending', 'ignored'],
      ['ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
    ])
    expect(records[1]).toMatchObject({
      key: { id: '2' },
      presentOn: ['crm'],
      missingFrom: ['billing'],
      findings: [],
    })
    expect(records[0]?.fields[1]).toEqual({
      name: 'spaced',
      type: 'text',
      values: { crm: ' a', billing: 'a' },
      verdict: 'normalised',
    })
  })
})
