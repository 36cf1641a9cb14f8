import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { batchOf, encodeRecord, type RecordBatch } from '../../src/domain/record-batch.ts'
import { compareSides, planComparison } from '../../src/engine/index.ts'
import { columnsOf, compareRows, type Rows, streamOf } from '../engine/compare-rows.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { trap } from './trap.ts'
import { findingsOf, sentence, wantedFor } from './verdict.ts'

const fields = { amount: { type: 'decimal', total: true } } as const
const side = (...rows: (readonly [string, string])[]): Rows => ({ columns: ['id', 'amount'], rows })
const keyOf = (index: number) => String(index).padStart(7, '0')

trap(57, { title: 'an even number of equal copies is not nothing', proves: 'rule 1' }, async () => {
  const x = ['1', '5'] as const
  expect(await findingsOf(fields, { crm: side(x, x), billing: side() })).toEqual(['duplicate 1 2x on crm'])
  expect(await findingsOf(fields, { crm: side(x, x, x), billing: side(x) })).toEqual([
    'duplicate 1 3x on crm',
  ])
})

trap(58, { title: 'two records that swap their values both differ', proves: 'rule 1' }, async () => {
  expect(
    await findingsOf(fields, { crm: side(['1', '5'], ['2', '6']), billing: side(['1', '6'], ['2', '5']) }),
  ).toEqual(['mismatch 1 amount: crm=5 billing=6', 'mismatch 2 amount: crm=6 billing=5'])
})

trap(
  59,
  { title: 'equal sums do not hide a count, nor equal counts a sum', proves: 'rules 7, 8' },
  async () => {
    const sides = { crm: side(['1', '5'], ['2', '0']), billing: side(['1', '5']) }
    const { findings, summary } = await compareRows(wantedFor(sides, fields), sides)
    expect(summary.sides.crm!.totals).toEqual(summary.sides.billing!.totals)
    expect(findings.map(sentence)).toEqual(['missing 2 from billing'])
    expect(await findingsOf(fields, { crm: side(['1', '5']), billing: side(['1', '6']) })).toHaveLength(1)
  },
)

/** Hands out records in batches of changing size, after waits of changing length. */
async function* unsteady(records: readonly string[], seed: number): AsyncGenerator<RecordBatch> {
  let at = 0
  for (let turn = seed; at < records.length; turn++) {
    const size = 1 + (turn % 5)
    if (turn % 7 === 0) await pause(0)
    else if (turn % 3 === 0) await Promise.resolve()
    yield batchOf(records.slice(at, at + size))
    at += size
  }
}

trap(
  61,
  {
    title: 'batches, their ends and who is faster never change the findings, in 100 runs',
    proves: 'rules 1, 8',
  },
  async () => {
    const all = Array.from({ length: 41 }, (_, index) => [keyOf(index), `${index}`] as const)
    const sides = {
      crm: side(...all.filter((_, index) => index % 10 !== 9)),
      billing: side(...all.flatMap((row, index) => (index === 20 ? [row, row] : index === 40 ? [] : [row]))),
      mailer: side(...all.map(([key, amount], index) => [key, index % 5 === 4 ? '-1' : amount] as const)),
    }
    const wanted = wantedFor(sides, fields)
    const expected = await compareRows(wanted, sides)
    expect(expected.findings.length).toBeGreaterThan(10)
    for (const batchSize of [1, 2, 3, 40, 41, 42]) {
      expect(await compareRows(wanted, sides, { batchSize })).toEqual(expected)
    }
    const described = Object.fromEntries(Object.entries(sides).map(([name, rows]) => [name, columnsOf(rows)]))
    const plan = planComparison(makeReconciliation(wanted), described)
    for (let run = 0; run < 100; run++) {
      const streams = Object.fromEntries(
        Object.entries(sides).map(([name, { rows }], index) => [
          name,
          unsteady(rows.map(encodeRecord), run * 3 + index),
        ]),
      )
      expect(await compareSides(plan, streams, { now: new Date('2026-11-01T12:00:00Z') })).toEqual(expected)
    }
  },
)

trap(
  62,
  { title: 'any share of differences is found, and every record is read once', proves: 'rules 7, 8' },
  async () => {
    const COUNT = 20_000
    const base = Array.from({ length: COUNT }, (_, index) => [keyOf(index), '1.00'] as const)
    const sharesOf = [0, 1, 200, 10_000, COUNT]
    for (const differing of sharesOf) {
      const every = COUNT / Math.max(differing, 1)
      const isChanged = (index: number) => differing > 0 && index % every === 0
      const changed = base.map(([key], index) => [key, isChanged(index) ? '2' : '1.00'] as const)
      const atTheEnd = base.map(([key], index) => [key, index >= COUNT - differing ? '2' : '1.00'] as const)
      for (const other of [changed, atTheEnd]) {
        const sides = { crm: side(...base), billing: side(...other) }
        const { summary } = await compareRows(wantedFor(sides, fields), sides, { batchSize: 999 })
        expect(summary.counts).toMatchObject({ mismatch: differing, matched: COUNT, missing: 0 })
        expect(summary.sides.crm).toEqual({ rows: COUNT, totals: { amount: '20000.00' } })
      }
    }
    const fewer = base.filter((_, index) => index % 20 > 2)
    const sides = { crm: side(...base), billing: side(...fewer) }
    const { summary } = await compareRows(wantedFor(sides, fields), sides, { batchSize: 999 })
    expect(summary.counts).toMatchObject({ missing: 3000, matched: 17_000, mismatch: 0 })
  },
)

trap(
  64,
  { title: 'inputs are left as they were, and a million records need no memory', proves: 'rules 1, 7' },
  async () => {
    const rows = side(['1', '1'], ['2', '2'])
    const reconciliation = freeze(makeReconciliation(wantedFor({ crm: {}, billing: {} }, fields)))
    const described = freeze({ crm: columnsOf(rows), billing: columnsOf(rows) })
    const plan = freeze(planComparison(reconciliation, described))
    const batch = batchOf(rows.rows.map(encodeRecord))
    const before = [Buffer.from(batch.bytes), Uint32Array.from(batch.ends)]
    const once = async function* () {
      yield batch
    }
    await compareSides(plan, { crm: once(), billing: streamOf([], 1) }, { now: new Date(0) })
    expect([batch.bytes, batch.ends]).toEqual(before)

    const peak = { bytes: 0 }
    const start = memory()
    const { summary } = await compareSides(
      plan,
      { crm: million(), billing: million() },
      { now: new Date(0), onProgress: () => (peak.bytes = Math.max(peak.bytes, memory() - start)) },
    )
    expect(summary.counts).toMatchObject({ matched: 1_000_000, agreeing: 1_000_000 })
    expect(peak.bytes).toBeLessThan(200_000_000)
  },
)

async function* million(): AsyncGenerator<RecordBatch> {
  for (let at = 0; at < 1_000_000; at += 5000) {
    yield batchOf(Array.from({ length: 5000 }, (_, index) => `${keyOf(at + index)}\t1.00`))
  }
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

/** Five records a side, all different; `billing` says nothing any more after its third, and hears when it is left. */
function neverEnding(onThird: () => void) {
  const left: string[] = []
  async function* crm() {
    try {
      for (const id of [1, 2, 3, 4, 5]) yield batchOf([encodeRecord([keyOf(id), '1'])])
    } finally {
      left.push('crm')
    }
  }
  const billing: AsyncIterableIterator<RecordBatch> = {
    [Symbol.asyncIterator]: () => billing,
    next: (() => {
      let id = 0
      return () => {
        id++
        if (id <= 3) return Promise.resolve({ done: false, value: batchOf([encodeRecord([keyOf(id), '2'])]) })
        onThird()
        return new Promise<never>(() => undefined)
      }
    })(),
    return: () => {
      left.push('billing')
      return Promise.resolve({ done: true, value: undefined })
    },
  }
  return { left, streams: { crm: crm(), billing } }
}

trap(
  63,
  {
    title: 'a comparison that reaches its rows, findings or time leaves all sides and says what it compared',
    proves: 'rule 15',
  },
  async () => {
    const rows = side(...[1, 2, 3, 4, 5].map((id) => [keyOf(id), '1'] as const))
    const others = side(...[1, 2, 3, 4, 5].map((id) => [keyOf(id), '2'] as const))
    const sides = { crm: rows, billing: others }
    const wanted = wantedFor(sides, fields)
    const partOf = async (limits: { rows?: number; findings?: number }) => {
      const compared = await compareRows(wanted, sides, { batchSize: 1, part: { after: null, ...limits } })
      expect(compared.summary.sides.crm!.totals).toEqual({})
      return [compared.part?.stoppedBy, compared.part?.upTo, compared.findings.map(({ key }) => key.id)]
    }
    expect(await partOf({ findings: 2 })).toEqual(['findings', { id: keyOf(2) }, [keyOf(1), keyOf(2)]])
    // Of both sides the record that comes next was read, and the one after it.
    expect(await partOf({ rows: 8 })).toEqual(['rows', { id: keyOf(2) }, [keyOf(1), keyOf(2)]])

    // A fourth record is asked for as soon as the third has come, when key 2 has not been judged.
    const time = new AbortController()
    const { left, streams } = neverEnding(() => time.abort())
    const plan = planComparison(makeReconciliation(wanted), {
      crm: columnsOf(rows),
      billing: columnsOf(others),
    })
    const late = await compareSides(plan, streams, {
      now: new Date(),
      part: { after: null, timeUp: time.signal },
    })
    expect(late.part).toMatchObject({ stoppedBy: 'time', upTo: { id: keyOf(1) } })
    expect(late.findings.map(({ key }) => key.id)).toEqual([keyOf(1)])
    await pause(0)
    expect(left.sort()).toEqual(['billing', 'crm'])
  },
)
