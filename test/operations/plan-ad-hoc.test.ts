import { expect, test } from 'vitest'
import type { FieldType } from '../../src/domain/record.ts'
import { type AdHocRequest, type DescribedSide, planAdHoc } from '../../src/operations/plan-ad-hoc.ts'

function aSide(
  name: string,
  columns: Readonly<Record<string, FieldType | null>>,
  rename = {},
): DescribedSide {
  return {
    name,
    place: `${name}.csv`,
    rename,
    location: { table: null, query: null, where: null },
    columns: Object.entries(columns).map(([column, type]) => ({
      name: column,
      type,
      nativeType: type ?? 'text',
    })),
  }
}

function aRequest(changes: Partial<AdHocRequest> = {}): AdHocRequest {
  return { sides: [], key: ['id'], fields: null, rules: {}, ...changes }
}

const text = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]))

test('planAdHoc compares what all sides have, in the order of the first, and warns of the rest', () => {
  const sides = [
    aSide('a', text('plan', 'id', 'email', 'note')),
    aSide('b', text('id', 'email', 'plan', 'vip')),
  ]
  const { reconciliation, warnings } = planAdHoc(sides, aRequest())
  expect(reconciliation.fields.map((field) => field.name)).toEqual(['plan', 'email'])
  expect(warnings.map((warning) => warning.match(/: (.*?) \(/)?.[1])).toEqual([
    'note of side a',
    'vip of side b',
  ])
})

test('planAdHoc warns of nothing when the fields were chosen', () => {
  const sides = [aSide('a', text('id', 'email', 'note')), aSide('b', text('id', 'email'))]
  expect(planAdHoc(sides, aRequest({ fields: ['email'] })).warnings).toEqual([])
})

test('planAdHoc finds a renamed key and field under its column', () => {
  const sides = [
    aSide('a', text('id', 'email')),
    aSide('b', text('ref', 'mail', 'email'), { id: 'ref', email: 'mail' }),
  ]
  const { reconciliation, warnings } = planAdHoc(sides, aRequest())
  expect(reconciliation.keyNames).toEqual(['id'])
  expect(reconciliation.sides[1]).toMatchObject({ keyColumns: ['ref'], columns: { email: 'mail' } })
  expect(warnings).toEqual([])
})

test('planAdHoc takes a tolerance or a lag for a type only where no side knows better', () => {
  const rules = {
    n: { tolerance: { kind: 'absolute', amount: '1' } },
    at: { lagSeconds: 5 },
    typed: { tolerance: { kind: 'absolute', amount: '1' } },
  } as const
  const columns = { ...text('id', 'n', 'at'), typed: 'integer' } as const
  const { reconciliation } = planAdHoc([aSide('a', columns), aSide('b', columns)], aRequest({ rules }))
  expect(reconciliation.fields.map(({ name, type }) => [name, type])).toEqual([
    ['n', 'decimal'],
    ['at', 'timestamp'],
    ['typed', null],
  ])
})

const SIDES = [aSide('a', text('id', 'email', 'plan')), aSide('b', text('id', 'email', 'tier'))]
test.each<[string, DescribedSide[], Partial<AdHocRequest>, string]>([
  [
    'a key that a side lacks',
    SIDES,
    { key: ['idd'] },
    '--key "idd": side a (a.csv) has no column "idd" (did you mean "id"?)',
  ],
  [
    'a field that no side has',
    SIDES,
    { fields: ['emial'] },
    '--fields "emial": no side has such a column (did you mean "email"?)',
  ],
  ['a field that one side lacks', SIDES, { fields: ['plan'] }, 'write --rename b.plan=COLUMN'],
  [
    'a rule for a field that is not compared',
    SIDES,
    { rules: { emial: { ignoreCase: true } } },
    '--ignore-case "emial": no such field is compared (did you mean "email"?)',
  ],
  ['a rule for the key', SIDES, { rules: { id: { type: 'integer' } } }, '--type "id": "id" is the key'],
  [
    'a rename to no column',
    [SIDES[0]!, aSide('b', text('id', 'mail'), { email: 'mial' })],
    {},
    '(did you mean "mail"?)',
  ],
])('planAdHoc refuses %s', (_, sides, changes, sentence) => {
  expect(() => planAdHoc(sides, aRequest(changes))).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(sentence) }),
  )
})

test('planAdHoc never shows who logs in to a database', () => {
  const side = { ...aSide('b', text('ref')), place: 'postgres://me:s3cret-pw@db/shop#t' }
  expect(() => planAdHoc([SIDES[0]!, side], aRequest())).toThrow(
    /side b \(postgres:\/\/db\/shop#t\) has no column "id"/,
  )
})
