import { describe, expect, it } from 'vitest'
import type { Field } from '../../src/domain/reconciliation.ts'
import { planComparison } from '../../src/engine/index.ts'
import { columnsOf } from './compare-rows.ts'
import { makeReconciliation, type Wanted } from './make-reconciliation.ts'

function plan(wanted: Wanted, columns: Readonly<Record<string, readonly string[]>>) {
  const described = Object.entries(columns).map(([side, names]) => [
    side,
    columnsOf({ columns: names, rows: [] }),
  ])
  return planComparison(makeReconciliation(wanted), Object.fromEntries(described))
}

function planField(rules: Partial<Field>, crm: string, billing: string) {
  return plan(
    { sides: { crm: {}, billing: {} }, fields: { value: rules } },
    { crm: ['id', `value${crm}`], billing: ['id', `value${billing}`] },
  ).fields[0]!
}

describe('planComparison() resolves types', () => {
  const tolerance = { kind: 'absolute', amount: '0.01' } as const

  it.each([
    ['', '', {}, 'text'],
    [':timestamp', '', {}, 'timestamp'],
    [':integer', ':decimal', {}, 'decimal'],
    [':integer', ':integer', {}, 'integer'],
    [':text', ':decimal', { type: 'decimal' }, 'decimal'],
    ['', '', { tolerance }, 'decimal'],
    ['', ':integer', { tolerance }, 'integer'],
    ['', '', { lagSeconds: 5 }, 'timestamp'],
  ] as const)('value%s and value%s with %j as %s', (crm, billing, rules, type) => {
    expect(planField(rules, crm, billing).type).toBe(type)
  })

  it('and checks identical values only where a source does not vouch for them', () => {
    expect(planField({}, ':integer', ':decimal').mayNotParse).toBe(false)
    expect(planField({}, ':decimal', '').mayNotParse).toBe(true)
    expect(planField({ keep: 'letters' }, ':decimal', ':decimal').mayNotParse).toBe(true)
    expect(planField({ type: 'date' }, ':timestamp', ':timestamp').mayNotParse).toBe(true)
    expect(planField({}, '', '').mayNotParse).toBe(false)
  })
})

describe('planComparison() orders keys', () => {
  it.each([
    ['', '', 'bytes'],
    [':integer', '', 'integer'],
    [':integer', ':integer', 'integer'],
    [':integer', ':text', 'bytes'],
    [':decimal', '', 'bytes'],
  ])('id%s and id%s by %s', (crm, billing, order) => {
    const columns = { crm: [`id${crm}`, 'name'], billing: [`id${billing}`, 'name'] }
    expect(plan({ sides: { crm: {}, billing: {} }, fields: { name: {} } }, columns).keyOrder).toEqual([order])
  })
})

describe('planComparison() asks for columns', () => {
  it('key first, then the fields a side has, then updatedAt where a rule needs it', () => {
    const wanted: Wanted = {
      key: ['shop', 'order'],
      sides: {
        crm: { updatedAt: 'modified', columns: { email: 'mail' } },
        billing: { keyColumns: ['s', 'o'], columns: { email: null } },
        mailer: { updatedAt: 'changed' },
      },
      fields: { email: {}, plan: {} },
      likelyCorrect: { default: { kind: 'latest' } },
    }
    const columns = {
      crm: ['shop', 'order', 'mail', 'plan', 'modified'],
      billing: ['s', 'o', 'plan'],
      mailer: ['shop', 'order', 'email', 'plan', 'changed'],
    }
    expect(plan(wanted, columns).sides.map((side) => side.columns)).toEqual([
      ['shop', 'order', 'mail', 'plan', 'modified'],
      ['s', 'o', 'plan'],
      ['shop', 'order', 'email', 'plan', 'changed'],
    ])
    expect(plan(wanted, columns).fields.map((field) => field.cells)).toEqual([
      [2, null, 2],
      [3, 2, 3],
    ])
    const { likelyCorrect: _, ...withoutRule } = wanted
    // Of two that tell, one may be a stale copy of the other; one alone tells nothing.
    expect(plan(withoutRule, columns).sides[0]!.columns).toContain('modified')
    const sides = { ...wanted.sides, mailer: {} }
    expect(plan({ ...withoutRule, sides }, columns).sides[0]!.columns).toEqual([
      'shop',
      'order',
      'mail',
      'plan',
    ])
  })
})

describe('planComparison() refuses', () => {
  const sides = { crm: {}, billing: {} }
  const columns = { crm: ['id', 'value', 'modified'], billing: ['id', 'value'] }
  const text = { kind: 'absolute', amount: '1' } as const

  it.each<[string, Wanted, string]>([
    [
      'tolerance on text',
      { sides, fields: { value: { type: 'text', tolerance: text } } },
      'fields.value: tolerance needs numbers',
    ],
    [
      'a tolerance that is no amount',
      { sides, fields: { value: { tolerance: { kind: 'percent', percent: 'x' } } } },
      'tolerance "x" is no amount',
    ],
    [
      'lag on a decimal',
      { sides, fields: { value: { type: 'decimal', lagSeconds: 5 } } },
      'fields.value: lag needs timestamps',
    ],
    [
      'tolerance with lag',
      { sides, fields: { value: { tolerance: text, lagSeconds: 5 } } },
      'fields.value: lag needs timestamps',
    ],
    ['zone on text', { sides, fields: { value: { zone: { crm: 'Europe/Berlin' } } } }, 'say type: timestamp'],
    [
      'an unknown zone',
      { sides, fields: { value: { type: 'timestamp', zone: { crm: 'Europe/Berlim' } } } },
      'zone "Europe/Berlim" of side "crm" is unknown',
    ],
    ['total of text', { sides, fields: { value: { total: true } } }, 'total needs numbers'],
    [
      'a map of no side',
      { sides, fields: { value: { map: { biling: { a: 'b' } } } } },
      'no side "biling" (did you mean "billing"?)',
    ],
    [
      'a map with two meanings',
      { sides, fields: { value: { ignoreCase: true, map: { crm: { P1: 'pro', p1: 'free' } } } } },
      'two meanings',
    ],
    [
      'grace without updatedAt',
      { sides, missing: { graceSeconds: 5 }, fields: { value: {} } },
      'missing.grace must know',
    ],
    [
      'pending without updatedAt',
      { sides, fields: { value: { nulls: 'pending' } } },
      'fields.value: nulls: pending must know',
    ],
    [
      'latest without updatedAt',
      { sides, likelyCorrect: { default: { kind: 'latest' } }, fields: { value: {} } },
      'likelyCorrect: latest must know',
    ],
    [
      'trust in no side',
      { sides, likelyCorrect: { default: { kind: 'order', sides: ['crn'] } }, fields: { value: {} } },
      'no side "crn" (did you mean "crm"?)',
    ],
    [
      'trust for no field',
      { sides, likelyCorrect: { byField: { valu: { kind: 'majority' } } }, fields: { value: {} } },
      'no field "valu" (did you mean "value"?)',
    ],
    [
      'a misspelt key',
      { sides: { crm: { keyColumns: ['ids'] }, billing: {} }, fields: { value: {} } },
      'sides.crm.key: "crm" has no column "ids" (did you mean "id"?)',
    ],
    [
      'a column like no other',
      { sides: { crm: { updatedAt: 'zzzzzz' }, billing: {} }, fields: { value: {} } },
      'sides.crm.updatedAt: "crm" has no column "zzzzzz": it has id, value, modified',
    ],
    [
      'a field of one side',
      { sides: { crm: {}, billing: { columns: { value: null } } }, fields: { value: {} } },
      'nothing to compare',
    ],
    [
      'a key of another length',
      { sides: { crm: { keyColumns: ['id', 'value'] }, billing: {} }, fields: { value: {} } },
      'sides.crm.key: 2 columns where the key has 1',
    ],
    ['one side', { sides: { crm: {} }, fields: { value: {} } }, 'two or more sides'],
    [
      'a match by a field that is none, and by likeness of what is no text',
      {
        sides,
        fields: { value: { type: 'integer' } },
        match: {
          blocking: [['valu']],
          fields: [{ field: 'value', similarity: 'jaccard', weight: 1 }],
        },
      },
      [
        'customers.match.blocking: there is no field "valu" (did you mean "value"?)',
        'reconciliations.customers.match.fields.value: jaccard compares texts, and the type is integer: write similarity: exact',
      ].join('\n'),
    ],
    [
      'a match of records that are never missing',
      {
        sides: { crm: {}, billing: { optional: true } },
        fields: { value: {} },
        match: { blocking: [['value']], fields: [{ field: 'value', similarity: 'exact', weight: 1 }] },
      },
      'match.blocking: "billing" is optional, so what it lacks is never missing and cannot be paired',
    ],
  ])('%s', (_, wanted, sentence) => {
    expect(() => plan(wanted, columns)).toThrow(sentence)
  })

  it('with every problem at once, one a line, each with its place', () => {
    const wanted: Wanted = { sides, fields: { valu: {}, value: { total: true } } }
    expect(() => plan(wanted, columns)).toThrow(
      [
        'reconciliations.customers.sides.crm.columns.valu: "crm" has no column "valu" (did you mean "value"?)',
        'reconciliations.customers.sides.billing.columns.valu: "billing" has no column "valu" (did you mean "value"?)',
        'reconciliations.customers.fields.value: total needs numbers, and the type is text: say type: decimal, or take total away',
      ].join('\n'),
    )
  })
})
