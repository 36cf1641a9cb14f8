import { describe, expect, test } from 'vitest'
import { type ComparisonPlan, explainRecords, planComparison } from '../../src/engine/index.ts'
import { columnsOf, compareRows, type Rows } from './compare-rows.ts'
import { makeReconciliation, type Wanted } from './make-reconciliation.ts'

/** Compares one key's rows of two sides and explains it. */
async function explain(wanted: Wanted, sides: Readonly<Record<string, Rows>>, key = { id: '1' }) {
  const described = Object.fromEntries(Object.entries(sides).map(([name, side]) => [name, columnsOf(side)]))
  const plan: ComparisonPlan = planComparison(makeReconciliation(wanted), described, wanted.known)
  const { records } = await compareRows(wanted, sides, { keepRecords: true })
  return explainRecords(plan, records, key)[0]!
}

function twoSides(a: string | null, b: string | null, type = '') {
  const columns = ['id', `x${type}`]
  return { a: { columns, rows: [['1', a]] }, b: { columns, rows: [['1', b]] } }
}

describe('explainRecords()', () => {
  test('says which fields were not compared, and why', async () => {
    const wanted = {
      sides: { a: {}, b: {} },
      fields: { x: {}, y: {} },
      known: { a: { y: 'y' } },
    }
    const sides = {
      a: { columns: ['id', 'x:integer'], rows: [['1', '1']] },
      b: { columns: ['id', 'x:text', 'y'], rows: [['1', '1', 'pro']] },
    }
    const says = [
      { rule: 14, says: 'x is not compared: the types of its columns disagree' },
      { rule: 14, says: 'y is not compared: its column is gone from a' },
    ]
    const { decisions, fields } = await explain(wanted, sides)
    expect(decisions).toEqual([
      { rule: 7, says: 'present on a, b' },
      { rule: 13, says: 'no field has a finding: the record agrees' },
      ...says,
    ])
    expect(fields).toEqual([])
    expect(
      (await explain(wanted, { ...sides, a: { ...sides.a, rows: [] } }, { id: '1' })).decisions,
    ).toContainEqual(says[0])
  })

  test('shows every transformation that changed a value, in order, and no other', async () => {
    const { fields } = await explain(
      {
        sides: { a: {}, b: {} },
        fields: { x: { trim: true, ignoreCase: true, map: { b: { P1: 'Pro' } } } },
      },
      twoSides(' PRO ', 'p1'),
    )
    const [a, b] = fields[0]!.sides
    expect(a).toMatchObject({
      raw: ' PRO ',
      steps: [
        { step: 'trim', value: 'PRO' },
        { step: 'ignoreCase', value: 'pro' },
      ],
      canonical: { kind: 'value', text: 'pro' },
    })
    expect(b!.steps).toEqual([{ step: 'map', value: 'pro' }])
    expect(fields[0]).toMatchObject({ verdict: 'normalised', rule: 2 })
  })

  test('measures exactly against the limit, by amount, percentage and lag', async () => {
    const sides = { a: {}, b: {} }
    const amount = await explain(
      { sides, fields: { x: { tolerance: { kind: 'absolute', amount: '0.01' } } } },
      twoSides('9007199254740993.00', '9007199254740993.02'),
    )
    expect(amount.fields[0]).toMatchObject({
      verdict: 'differs',
      rule: 5,
      pairs: [{ sides: ['a', 'b'], by: 'tolerance', result: 'differ', distance: '0.02', limit: '0.01' }],
    })
    const percent = await explain(
      { sides, fields: { x: { tolerance: { kind: 'percent', percent: '0.5' } } } },
      twoSides('200', '199'),
    )
    expect(percent.fields[0]).toMatchObject({
      verdict: 'tolerated',
      rule: 5,
      pairs: [{ distance: '1', limit: '1', result: 'tolerated' }],
    })
    const lag = await explain(
      { sides, fields: { x: { lagSeconds: 5, zone: { b: 'Europe/Berlin' } } } },
      twoSides('2026-07-01 10:00:00Z', '2026-07-01 12:00:06'),
    )
    expect(lag.fields[0]).toMatchObject({
      verdict: 'differs',
      rule: 6,
      pairs: [{ by: 'lag', distance: '6', limit: '5' }],
      sides: [{ zone: 'UTC' }, { zone: 'Europe/Berlin', canonical: { text: '2026-07-01T10:00:06Z' } }],
    })
  })

  test('names the null policy, what does not parse, and who is likely correct', async () => {
    const sides = { a: {}, b: {} }
    const nulls = await explain({ sides, fields: { x: { nulls: 'ignore' } } }, twoSides('1', null))
    expect(nulls.fields[0]).toMatchObject({ verdict: 'ignored', rule: 3, pairs: [{ by: 'null' }] })
    const invalid = await explain({ sides, fields: { x: { type: 'decimal' } } }, twoSides('n/a', '1'))
    expect(invalid.fields[0]).toMatchObject({ verdict: 'invalid', rule: 2, pairs: [{ by: 'invalid' }] })
    const likely = await explain(
      {
        sides,
        fields: { x: { type: 'decimal' } },
        likelyCorrect: { default: { kind: 'order', sides: ['b'] } },
      },
      twoSides('4200', '42'),
    )
    expect(likely.fields[0]).toMatchObject({
      rule: 4,
      likelyCorrect: { side: 'b', reason: 'b is trusted for x' },
      cause: 'x100',
    })
  })

  test('explains a key that is there twice, one that is missing, one nobody has and one that is none', async () => {
    const wanted = { sides: { a: {}, b: {} }, fields: { x: {} } }
    const columns = ['id:integer', 'x']
    const row = ['1', 'y']
    const twice = await explain(wanted, { a: { columns, rows: [row, row] }, b: { columns, rows: [row] } })
    expect(twice.decisions[0]).toMatchObject({
      rule: 1,
      says: expect.stringContaining('a has this key 2 times'),
    })
    expect(twice.fields).toEqual([])
    const missing = await explain(wanted, { a: { columns, rows: [row] }, b: { columns, rows: [] } })
    expect(missing.decisions).toEqual([{ rule: 8, says: 'missing from b; present on a' }])
    const none = { a: { columns, rows: [] }, b: { columns, rows: [] } }
    expect((await explain(wanted, none)).decisions[0]!.says).toContain('no side has a record')
    expect((await explain(wanted, none, { id: 'x' })).decisions[0]!.says).toContain('no integer')
  })
})
