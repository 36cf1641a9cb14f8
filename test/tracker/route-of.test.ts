import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding, MismatchFinding } from '../../src/domain/finding.ts'
import type { RouteCondition, RouteRule } from '../../src/domain/route.ts'
import { routeOf } from '../../src/tracker/route-of.ts'
import { mismatch } from './make-discrepancy.ts'

const ALONE = { isPattern: false }
const PATTERN = { isPattern: true }
const LOG = { tells: 'log' } as const
const key = { id: '1' }
const balance = (
  values: MismatchFinding['values'],
  more: Partial<MismatchFinding> = {},
): MismatchFinding => ({
  ...mismatch('1', values),
  field: 'balance',
  ...more,
})
const missing: Finding = {
  kind: 'missing',
  key,
  severity: 'medium',
  presentOn: ['crm'],
  missingFrom: ['billing'],
}
const duplicate: Finding = { kind: 'duplicate', key, severity: 'low', side: 'crm', count: 2 }
const invalid: Finding = { kind: 'invalid', key, severity: 'high', side: 'crm', field: 'email', raw: '5' }
const rekeyed: Finding = {
  ...{ kind: 'rekeyed', key, severity: 'high', score: '1', reasons: [], differing: [] },
  keys: { crm: key, billing: { id: '2' } },
}
const schema: Finding = {
  ...{ kind: 'schema', key: {}, severity: 'high', field: 'plan', problem: 'type-mismatch', side: null },
  ...{ column: null, nearest: null, types: { crm: 'text', billing: 'decimal' } },
}
/** Whether a rule that asks for this holds. */
const holds = (when: RouteCondition, finding: Finding, facts = ALONE) =>
  routeOf(finding, { routes: [{ when, to: LOG }] }, facts).rule === 1

test('without a rule that holds the severity decides', () => {
  const routes: RouteRule[] = [{ when: { fields: ['plan'] }, to: { tells: 'alert' } }]
  expect(routeOf(invalid, { routes }, ALONE)).toEqual({ rule: null, tells: 'alert' })
  expect(routeOf(missing, { routes }, ALONE)).toEqual({ rule: null, tells: 'digest' })
  expect(routeOf(duplicate, {}, ALONE)).toEqual({ rule: null, tells: 'log' })
})

test('a rule that holds says where it goes, with its number, service and remedy', () => {
  const routes: RouteRule[] = [
    { when: { kinds: ['missing'] }, to: { tells: 'alert', incident: 'pager' } },
    { when: {}, to: { tells: 'alert', remedy: 'copy' } },
  ]
  expect(routeOf(missing, { routes }, ALONE)).toEqual({ rule: 1, tells: 'alert', incident: 'pager' })
  expect(routeOf(invalid, { routes }, ALONE)).toEqual({ rule: 2, tells: 'alert', remedy: 'copy' })
})

test('kind, field, severity and cause hold for one of several words', () => {
  const off = balance({ crm: '1', billing: '2' }, { cause: 'x100' })
  expect(holds({ kinds: ['missing', 'mismatch'] }, off)).toBe(true)
  expect(holds({ kinds: ['missing', 'invalid'] }, off)).toBe(false)
  expect(holds({ fields: ['email', 'balance'] }, off)).toBe(true)
  expect(holds({ fields: ['email'] }, off)).toBe(false)
  expect(holds({ severities: ['low', 'high'] }, off)).toBe(true)
  expect(holds({ severities: ['low', 'medium'] }, off)).toBe(false)
  expect(holds({ causes: ['sign', 'x100'] }, off)).toBe(true)
  expect(holds({ causes: ['sign'] }, off)).toBe(false)
  // What has no field or no cause has none of those that a rule names.
  expect(holds({ fields: ['balance'] }, missing)).toBe(false)
  expect(holds({ causes: ['x100'] }, balance({ crm: '1', billing: '2' }))).toBe(false)
  expect(holds({ causes: ['x100'] }, invalid)).toBe(false)
})

test('a rule holds when all that it asks for holds', () => {
  const when: RouteCondition = { kinds: ['invalid'], fields: ['email'], sides: ['crm'], severities: ['high'] }
  expect(holds(when, invalid)).toBe(true)
  expect(holds({ ...when, sides: ['billing'] }, invalid)).toBe(false)
  expect(holds({ ...when, pattern: true }, invalid)).toBe(false)
})

test('the side is where a record is missing, doubled or broken', () => {
  expect(holds({ sides: ['billing'] }, missing)).toBe(true)
  expect(holds({ sides: ['crm'] }, missing)).toBe(false)
  expect(holds({ sides: ['crm'] }, duplicate)).toBe(true)
  expect(holds({ sides: ['billing'] }, duplicate)).toBe(false)
  expect(holds({ sides: ['billing'] }, invalid)).toBe(false)
  expect(holds({ sides: ['billing'] }, rekeyed)).toBe(true)
  expect(holds({ sides: ['crm'] }, schema)).toBe(true)
  expect(
    holds({ sides: ['crm'] }, { ...schema, side: 'billing', problem: 'missing-column' } as Finding),
  ).toBe(false)
})

test('of a mismatch the sides are those that differ from the likely correct one, or all where none is', () => {
  const values = { crm: '1', billing: '2', mailer: '1' }
  const agreeing = [['crm', 'mailer'], ['billing']]
  const trusted = balance(values, { agreeing, likelyCorrect: 'crm' })
  expect(holds({ sides: ['billing'] }, trusted)).toBe(true)
  expect(holds({ sides: ['crm', 'mailer'] }, trusted)).toBe(false)
  expect(holds({ sides: ['crm', 'mailer'] }, { ...trusted, likelyCorrect: 'billing' })).toBe(true)
  expect(holds({ sides: ['mailer'] }, { ...trusted, likelyCorrect: null })).toBe(true)
})

test('a pattern holds by what the run knows', () => {
  expect([holds({ pattern: true }, missing, PATTERN), holds({ pattern: true }, missing)]).toEqual([
    true,
    false,
  ])
  expect([holds({ pattern: false }, missing, PATTERN), holds({ pattern: false }, missing)]).toEqual([
    false,
    true,
  ])
})

const more = (amount: string) => ({ amount: { than: 'more', amount } }) as const
const less = (amount: string) => ({ amount: { than: 'less', amount } }) as const

test.each([
  ['beyond what a float can hold', '9007199254740993', '9007199254740992', more('0'), true],
  ['the same beyond what a float can hold', '9007199254740993', '9007199254740993.0', more('0'), false],
  ['exactly the amount is not more', '0.3', '0', more('0.3'), false],
  ['exactly the amount is not less', '0.1', '0.4', less('0.3'), false],
  // By floats 0.1 + 0.2 is more than 0.3.
  ['exact decimals', '0.1', '-0.2', more('0.3'), false],
  ['a hair more', '0.1', '-0.20000000000000000001', more('0.3'), true],
  ['a hair less', '0.1', '-0.19999999999999999999', less('0.3'), true],
  ['a sign between them', '-50', '+51', more('100'), true],
  ['exponents', '1e3', '1.5E3', more('499.99'), true],
  ['white space', ' 1 ', '500', more('100'), true],
  ['no number', 'n/a', '500', more('100'), false],
  ['neither more nor less than a text', 'n/a', '500', less('100'), false],
  ['null', null, '500', more('100'), false],
  ['empty', '', '500', more('100'), false],
  ['not a number', 'NaN', '500', more('100'), false],
  ['a number of no sensible size', '1e9999', '1', more('100'), false],
] as const)('an amount: %s', (_, crm, billing, when, expected) => {
  expect(holds(when, balance({ crm, billing }))).toBe(expected)
})

test('of more than two sides the largest distance between two numbers counts', () => {
  const values = { crm: '100', billing: '100', mailer: '301', shop: null, old: 'x' }
  expect(holds(more('200'), balance(values))).toBe(true)
  expect(holds(more('201'), balance(values))).toBe(false)
  expect(holds(less('201.01'), balance(values))).toBe(true)
  expect(holds(more('0'), missing)).toBe(false)
})

const anyRule: fc.Arbitrary<RouteRule> = fc.record({
  when: fc.record(
    {
      kinds: fc.subarray(['missing', 'mismatch', 'invalid'] as const, { minLength: 1 }),
      fields: fc.subarray(['balance', 'email'], { minLength: 1 }),
      severities: fc.subarray(['high', 'medium', 'low'] as const, { minLength: 1 }),
      pattern: fc.boolean(),
      amount: fc.record({ than: fc.constantFrom('more', 'less'), amount: fc.constantFrom('0', '1', '10.5') }),
    },
    { requiredKeys: [] },
  ),
  to: fc.record({ tells: fc.constantFrom('alert', 'digest', 'log') }),
})
const anyFinding = fc.oneof(
  fc.constantFrom<Finding>(missing, duplicate, invalid),
  fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }))
    .map(([crm, billing]) => balance({ crm: String(crm), billing: String(billing) })),
)

test('the first rule that holds wins, whatever stands after it and whatever does not hold before it', () => {
  fc.assert(
    fc.property(
      fc.array(anyRule, { maxLength: 6 }),
      anyFinding,
      fc.boolean(),
      (rules, finding, isPattern) => {
        const route = routeOf(finding, { routes: rules }, { isPattern })
        const holding = rules.filter(({ when }) => holds(when, finding, { isPattern }))
        expect(route.rule === null).toBe(holding.length === 0)
        if (route.rule === null) return
        expect(rules[route.rule - 1]).toBe(holding[0])
        const kept = [...rules.slice(0, route.rule - 1).toReversed(), holding[0]!]
        expect(routeOf(finding, { routes: kept }, { isPattern })).toEqual(route)
      },
    ),
  )
})
