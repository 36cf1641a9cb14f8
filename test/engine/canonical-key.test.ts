import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeyRules } from '../../src/domain/key-rules.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { canonicalKeys, planComparison, sortableKey } from '../../src/engine/index.ts'
import { columnsOf } from './compare-rows.ts'
import { makeReconciliation } from './make-reconciliation.ts'

/** How a plan of these rules reads a raw key of side crm; null where it is none. */
function read(rules: Partial<KeyRules>, raw: RawValue): string | null {
  const key = canonicalKeys(planOf(rules), 'crm')([raw])
  return 'parts' in key ? key.parts[0]! : null
}

function planOf(rules: Partial<KeyRules>, columns: readonly string[] = ['id']) {
  const reconciliation = makeReconciliation({
    keys: { id: rules },
    sides: { crm: {}, billing: {} },
    fields: { plan: {} },
  })
  const described = columnsOf({ columns: [...columns, 'plan'], rows: [] })
  return planComparison(reconciliation, { crm: described, billing: described })
}

const prefix = (text: string) => ({ stripPrefix: { crm: text, billing: text } })

describe('canonicalKeys()', () => {
  it.each<[Partial<KeyRules>, RawValue, string | null]>([
    [{}, ' A ', ' A '],
    [{ trim: true }, ' A\u00a0', 'A'],
    [{ trim: true }, ' \t', null],
    [{ ignoreCase: true }, 'STRASSE', 'strasse'],
    [{ ignoreCase: true }, 'Straße', 'strasse'],
    [{ trim: true }, 'e\u0301', 'é'],
    [{}, 'e\u0301', 'e\u0301'],
    [prefix('CUST-'), 'CUST-CUST-1', 'CUST-1'],
    [prefix('CUST-'), 'cust-1', 'cust-1'],
    [prefix('CUST-'), 'CUST-', null],
    [{ ...prefix('CUST-'), ignoreCase: true, trim: true }, ' cust- 1', '1'],
    [{ stripPrefix: { billing: 'CUST-' } }, 'CUST-1', 'CUST-1'],
    [{ keep: 'digits' }, '(04) 2', '042'],
    [{ keep: 'digits', type: 'integer' }, '(04) 2', '42'],
    [{ keep: 'digits' }, 'n/a', null],
    [{ keep: 'alphanumeric' }, 'e-\u0301', 'é'],
    [{ keep: 'letters' }, 'ab-12c', 'abc'],
    [{ type: 'integer' }, '+007', '7'],
    [{ type: 'integer' }, '-0', '0'],
    [{ type: 'integer' }, `${'0'.repeat(5)}${'9'.repeat(40)}`, '9'.repeat(40)],
    [{ type: 'integer' }, '1e3', null],
    [{ type: 'integer' }, ' 1', null],
    [{ type: 'integer' }, '1\n', null],
    [{ type: 'text' }, '007', '007'],
    [{ type: 'uuid' }, 'A0EEBC999C0B4EF8BB6D6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [{ type: 'uuid' }, '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [{ type: 'uuid' }, '{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', null],
    [{ type: 'uuid' }, 'a0eebc999c0b-4ef8-bb6d-6bb9bd380a11', null],
    [{ type: 'uuid' }, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1', null],
    [{ trim: true }, null, null],
    [{}, '', null],
  ])('%j reads %j as %j', (rules, raw, expected) => {
    expect(read(rules, raw)).toBe(expected)
  })

  it('names the part that is to blame', () => {
    const reconciliation = makeReconciliation({
      key: ['region', 'id'],
      keys: { id: { keep: 'digits' } },
      sides: { crm: {}, billing: {} },
      fields: { plan: {} },
    })
    const columns = columnsOf({ columns: ['region', 'id', 'plan'], rows: [] })
    const canonical = canonicalKeys(planComparison(reconciliation, { crm: columns, billing: columns }), 'crm')
    expect(canonical(['eu', '-'])).toEqual({ unusable: ['eu', null] })
    expect(canonical([null, '-'])).toEqual({ unusable: [null, null] })
    expect(canonical(['eu', 'A-1'])).toEqual({ parts: ['eu', '1'] })
  })

  it('leaves sides alone that are in order already', () => {
    const isStaged = (rules: Partial<KeyRules>, column: string) =>
      planOf(rules, [column]).sides.map((side) => side.isStaged)
    expect(isStaged({ type: 'integer' }, 'id:text')).toEqual([false, false])
    expect(isStaged({ type: 'text' }, 'id:integer')).toEqual([false, false])
    expect(isStaged({ trim: true, ignoreCase: true }, 'id:integer')).toEqual([false, false])
    expect(isStaged({ stripPrefix: { crm: '10' } }, 'id:integer')).toEqual([true, false])
    expect(isStaged({ stripPrefix: { crm: 'CUST-' } }, 'id:integer')).toEqual([false, false])
    expect(isStaged({ keep: 'digits' }, 'id:integer')).toEqual([true, true])
    expect(isStaged({ type: 'uuid' }, 'id:text')).toEqual([true, true])
    expect(isStaged({ stripPrefix: { crm: 'CUST-' } }, 'id')).toEqual([true, true])
  })

  it('refuses a rule for a part that the key does not have', () => {
    const reconciliation = makeReconciliation({
      keys: { ref: { trim: true } as KeyRules },
      sides: { crm: {}, billing: {} },
      fields: { plan: {} },
    })
    const columns = columnsOf({ columns: ['id', 'plan'], rows: [] })
    expect(() => planComparison(reconciliation, { crm: columns, billing: columns })).toThrow(
      'keys.ref: "ref" is no part of the key: write id',
    )
  })
})

describe('sortableKey()', () => {
  it('sorts integers by value at any length, and has the same bytes only for the same value', () => {
    const integer = fc.oneof(
      fc.bigInt({ min: -300n, max: 300n }),
      fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }),
    )
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        const bytes = [a, b].map((value) => sortableKey([String(value)], ['integer'])) as [Buffer, Buffer]
        expect(Math.sign(Buffer.compare(...bytes))).toBe(a === b ? 0 : a < b ? -1 : 1)
      }),
      { numRuns: 2000 },
    )
  })

  it('sorts parts of text one after the other by their bytes', () => {
    const part = fc.oneof(
      fc.constantFrom('a', 'a\0', 'a\0b', 'ab', '\0', 'b', '\u{1F600}', '\uFFFD', '\u0001'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.tuple(part, part), fc.tuple(part, part), (a, b) => {
        const naive =
          Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])) ||
          Buffer.compare(Buffer.from(a[1]), Buffer.from(b[1]))
        const bytes = [a, b].map((parts) => sortableKey(parts, ['bytes', 'bytes'])) as [Buffer, Buffer]
        expect(Math.sign(Buffer.compare(...bytes))).toBe(naive)
      }),
      { numRuns: 2000 },
    )
  })
})
