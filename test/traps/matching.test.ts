import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { RawValue } from '../../src/domain/record.ts'
import { compareRows, type Rows } from '../engine/compare-rows.ts'
import type { Wanted } from '../engine/make-reconciliation.ts'
import { writeSettled } from '../support/write-settled.ts'
import { compareReal, csv } from './real-sources.ts'
import { trap } from './trap.ts'
import { sentence, verdict } from './verdict.ts'

type Table = readonly (readonly RawValue[])[]

/** What is found on two real files, first line the columns, where `match` pairs what is left; asked twice. */
async function pairedIn(
  wanted: Omit<Wanted, 'sides'>,
  sides: { crm: Table; billing: Table },
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-traps-'))
  try {
    const sources: Record<string, { type: 'files'; path: string }> = {}
    for (const [name, rows] of Object.entries(sides)) {
      const path = join(folder, `${name}.csv`)
      await writeSettled(path, csv(rows))
      sources[name] = { type: 'files', path }
    }
    const compare = async (names: readonly string[]) => {
      const both = Object.fromEntries(names.map((name) => [name, {}]))
      const { findings } = await compareReal({ ...wanted, sides: both }, { sources, scratchFolder: folder })
      return findings.map((finding) => {
        if (finding.kind === 'rekeyed') return `${finding.keys.crm!.id} is ${finding.keys.billing!.id}`
        const outcome = finding.kind === 'missing' ? finding.pairing?.outcome : undefined
        return outcome ? `${sentence(finding)}, ${outcome}` : sentence(finding)
      })
    }
    const found = await compare(['crm', 'billing'])
    expect(await compare(['crm', 'billing']), 'the next run says something else').toEqual(found)
    const turned = await compare(['billing', 'crm'])
    expect(turned.sort(), 'the order of the sides matters').toEqual([...found].sort())
    return found.sort()
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Payments summed up for their invoices. */
function sumsOf(invoices: Table, payments: Table, batchSize?: number) {
  const wanted: Wanted = {
    sides: {
      invoices: { updatedAt: 'at' },
      payments: {
        updatedAt: 'at',
        groupBy: { aggregates: { amount: 'sum', currency: 'same' }, partsColumn: null },
      },
    },
    fields: {
      amount: { type: 'decimal', nulls: 'pending', tolerance: { kind: 'absolute', amount: '0.01' } },
      currency: {},
    },
    missing: { graceSeconds: 3 * 86_400 },
  }
  const rows = (table: Table): Rows => ({ columns: ['id', 'amount', 'currency', 'at'], rows: table })
  const options = batchSize === undefined ? {} : { batchSize }
  return compareRows(wanted, { invoices: rows(invoices), payments: rows(payments) }, options)
}

const BY_NAME: Pick<Wanted, 'fields' | 'match'> = {
  fields: { house: {}, name: {} },
  match: {
    blocking: [['house']],
    fields: [{ field: 'name', similarity: 'levenshtein', weight: 1 }],
    thresholdMillionths: 700_000,
  },
}
const HOUSE = ['id', 'house', 'name']

trap(
  80,
  {
    title:
      'the full assignment is found where the likeliest pair first would spoil it; what is ambiguous is told',
    proves: 'rule 8',
  },
  async () => {
    const byAmount: Pick<Wanted, 'fields' | 'match'> = {
      fields: { house: {}, amount: { type: 'decimal' } },
      match: { blocking: [['house']], fields: [{ field: 'amount', similarity: 'exact', weight: 1 }] },
    }
    const amounts = (...rows: Table) => [['id', 'house', 'amount'], ...rows]
    const parts = amounts(['p1', 'x', '60.0'], ['p2', 'x', '40'], ['p3', 'x', '30'], ['p4', 'x', '30'])
    expect(
      await pairedIn(byAmount, { crm: amounts(['t1', 'x', '60'], ['t2', 'x', '40']), billing: parts }),
    ).toEqual(['missing p3 from crm', 'missing p4 from crm', 't1 is p1', 't2 is p2'])
    // 30 may be either of two.
    expect(await pairedIn(byAmount, { crm: amounts(['t3', 'x', '30']), billing: parts })).toEqual([
      'missing p1 from crm',
      'missing p2 from crm',
      'missing p3 from crm, tied',
      'missing p4 from crm, tied',
      'missing t3 from billing, tied',
    ])
    // 1 and 12 are the likeliest, but then 2 and 11 would have nobody.
    const greedy = {
      crm: [HOUSE, ['1', 'x', 'aaaaaaaaaa'], ['2', 'x', 'aaaaaaddac']],
      billing: [HOUSE, ['11', 'x', 'abbaaaaaaa'], ['12', 'x', 'aaaaaaaaac']],
    }
    expect(await pairedIn(BY_NAME, greedy)).toEqual(['1 is 11', '2 is 12'])
  },
)

trap(
  81,
  { title: 'a record is used once, and one that agrees by its key for no other', proves: 'rule 8' },
  async () => {
    expect(
      await pairedIn(BY_NAME, {
        crm: [
          HOUSE,
          ['1', 'x', 'Robert Stone'],
          ['2', 'x', 'Robert Stone'],
          ['3', 'y', 'Ann Lee'],
          ['4', 'y', 'Ann Lee'],
        ],
        billing: [HOUSE, ['1', 'x', 'Robert Stone'], ['9', 'y', 'Ann Lee']],
      }),
    ).toEqual([
      'missing 2 from billing',
      'missing 3 from billing, tied',
      'missing 4 from billing, tied',
      'missing 9 from crm, tied',
    ])
  },
)

trap(
  82,
  { title: 'no reference is like any, and no currency is none of the currencies', proves: 'rules 3, 8' },
  async () => {
    const wanted: Pick<Wanted, 'fields' | 'match'> = {
      fields: { reference: { trim: true }, currency: {}, amount: { type: 'decimal' } },
      match: {
        blocking: [['reference'], ['amount']],
        fields: [
          { field: 'reference', similarity: 'jaccard', weight: 1 },
          { field: 'currency', similarity: 'exact', weight: 1 },
        ],
        thresholdMillionths: 750_000,
      },
    }
    const columns = ['id', 'reference', 'currency', 'amount']
    expect(
      await pairedIn(wanted, {
        crm: [
          columns,
          ['1', '', 'EUR', '10'],
          ['2', null, 'EUR', '20'],
          ['3', ' ', 'EUR', '30'],
          ['4', 'R-4', null, '40'],
          ['5', 'R-5', 'EUR', '50'],
        ],
        billing: [
          columns,
          ['11', '', 'EUR', '10'],
          ['21', 'R-2', 'EUR', '20'],
          ['31', ' ', 'EUR', '30'],
          ['41', 'R-4', 'EUR', '40'],
          ['51', 'R-5', 'EUR', '50'],
        ],
      }),
    ).toEqual([
      '5 is 51',
      'missing 1 from billing',
      'missing 11 from crm',
      'missing 2 from billing',
      'missing 21 from crm',
      'missing 3 from billing',
      'missing 31 from crm',
      'missing 4 from billing',
      'missing 41 from crm',
    ])
    expect(await verdict({ type: 'text' }, null, 'EUR')).toBe('differs')
    const at = '2026-11-01 10:00:00Z'
    const { findings } = await sumsOf(
      [
        ['1', '100', 'EUR', at],
        ['2', '100', 'EUR', at],
      ],
      [
        ['1', '60', 'EUR', at],
        ['1', '40', 'USD', at],
        ['2', '60', 'EUR', at],
        ['2', '40', null, at],
      ],
    )
    expect(findings.map(sentence)).toEqual([
      'invalid 1 currency on payments: EUR / USD',
      'invalid 2 currency on payments: ∅ / EUR',
    ])
  },
)

trap(83, { title: 'drift and differences are told in both directions', proves: 'rule 5' }, async () => {
  const old = '2026-10-01 10:00:00Z'
  const { summary, findings } = await sumsOf(
    ['1', '2', '3', '4'].map((id) => [id, '100.00', 'EUR', old]),
    [
      ['1', '100.01', 'EUR', old],
      ['2', '99.99', 'EUR', old],
      ['3', '100.02', 'EUR', old],
      ['4', '99.98', 'EUR', old],
    ],
  )
  expect(summary.drift).toEqual({ amount: { count: 2, max: '0.01', sum: '0.02' } })
  expect(findings.map(sentence)).toEqual([
    'mismatch 3 amount: invoices=100.00 payments=100.02',
    'mismatch 4 amount: invoices=100.00 payments=99.98',
  ])
})

trap(
  84,
  {
    title:
      'partial payments, a cent too much, a fee, a refund and 40 parts are judged as sums; too many are undecided',
    proves: 'rules 3, 4, 5, 8',
  },
  async () => {
    const [young, old] = ['2026-10-31 10:00:00Z', '2026-10-01 10:00:00Z']
    const invoices = [
      ['cent', '100.00', 'EUR', old],
      ['fee', '100.00', 'EUR', old],
      ['forty', '82.00', 'EUR', old],
      ['late', '100.00', 'EUR', old],
      ['refund', '0.00', 'EUR', old],
      ['three-days', '100.00', 'EUR', young],
      ['two-cents', '100.00', 'EUR', young],
    ]
    const payments = [
      ['cent', '60.00', 'EUR', old],
      ['cent', '40.01', 'EUR', old],
      ['fee', '97.50', 'EUR', old],
      // 0.10 to 4.00
      ...Array.from({ length: 40 }, (_, index) => [
        'forty',
        `${Math.floor((index + 1) / 10)}.${(index + 1) % 10}0`,
        'EUR',
        old,
      ]),
      ['late', '60.00', 'EUR', old],
      ['refund', '50.00', 'EUR', old],
      ['refund', '-50.00', 'EUR', old],
      ['three-days', '30.00', 'EUR', young],
      ['three-days', '30.00', 'EUR', young],
      ['two-cents', '60.00', 'EUR', young],
      ['two-cents', '40.02', 'EUR', young],
    ]
    const found = [
      'mismatch fee amount: invoices=100.00 payments=97.50',
      'mismatch late amount: invoices=100.00 payments=60.00',
      'mismatch two-cents amount: invoices=100.00 payments=100.02',
    ]
    const { findings, summary } = await sumsOf(invoices, payments)
    expect(findings.map(sentence)).toEqual(found)
    expect(summary.drift.amount).toEqual({ count: 1, max: '0.01', sum: '0.01' })
    // A group goes on from page to page.
    for (const batchSize of [1, 3]) {
      expect((await sumsOf(invoices, payments, batchSize)).findings.map(sentence)).toEqual(found)
    }
    const crowd = (from: number): Table =>
      Array.from({ length: 60 }, (_, index) => [String(from + index), 'x', 'Robert Stone'])
    const undecided = await pairedIn(BY_NAME, {
      crm: [HOUSE, ...crowd(100)],
      billing: [HOUSE, ...crowd(200)],
    })
    expect(undecided).toHaveLength(120)
    expect(undecided.every((line) => line.endsWith(', undecided'))).toBe(true)
  },
)
