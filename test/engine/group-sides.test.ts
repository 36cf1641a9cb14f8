import { describe, expect, it } from 'vitest'
import type { Field } from '../../src/domain/reconciliation.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { compareRows } from './compare-rows.ts'

/** The groups of the one mismatch of one field, one value a side: `a,b | c`. */
async function groupsOf(rules: Partial<Field>, values: Readonly<Record<string, RawValue>>): Promise<string> {
  const sides = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { columns: ['id', 'value'], rows: [['1', value]] }]),
  )
  const wanted = {
    sides: Object.fromEntries(Object.keys(values).map((name) => [name, {}])),
    fields: { value: rules },
  }
  const { findings } = await compareRows(wanted, sides)
  return findings.flatMap((found) => (found.kind === 'mismatch' ? [found.agreeing.join(' | ')] : [])).join()
}

const decimal = { type: 'decimal' } as const
const cent = { ...decimal, tolerance: { kind: 'absolute', amount: '0.01' } } as const

describe('sides that agree', () => {
  it.each([
    ['by value, not by text', decimal, { a: '492.05', b: '492.50', c: '492.0500' }, 'a,c | b'],
    ['in two groups', decimal, { a: '1', b: '2', c: '2.0', d: '1e0' }, 'a,d | b,c'],
    ['as null', decimal, { a: null, b: '2', c: null }, 'a,c | b'],
    ['without a value that is invalid', decimal, { a: 'n/a', b: '2', c: '3', d: 'n/a' }, 'b | c'],
    ['within the tolerance', cent, { a: '10.00', b: '12', c: '10.01' }, 'a,c | b'],
    ['equal ones only, in a chain', cent, { a: '10.00', b: '10.01', c: '10.02', d: '10.0' }, 'a,d | b | c'],
    [
      'a chain beside a group',
      cent,
      { a: '1', b: '10.02', c: '10.01', d: '10.00', e: '1.01' },
      'a,e | b | c | d',
    ],
  ])('are named together: %s', async (_, rules, values, expected) => {
    expect(await groupsOf(rules, values as Record<string, RawValue>)).toBe(expected)
  })

  it('are told apart where the same text means something else', async () => {
    const rules = { type: 'timestamp', zone: { a: 'Europe/Berlin' } } as const
    const at = '2026-11-01 10:00:00'
    expect(await groupsOf(rules, { a: at, b: at, c: at })).toBe('a | b,c')
  })
})
