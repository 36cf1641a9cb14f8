import { expect } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { Field } from '../../src/domain/reconciliation.ts'
import { displayKey, type RawValue } from '../../src/domain/record.ts'
import type { JudgedField } from '../../src/engine/index.ts'
import { compareRows, type Rows, type RowsOptions } from '../engine/compare-rows.ts'
import type { Wanted } from '../engine/make-reconciliation.ts'

const SIDES = ['crm', 'billing', 'mailer', 'ledger']

/**
 * What the judge says of one field of one record, one value a side. It is asked with the sides in both orders, and once
 * more without being asked for the record, which takes the short ways for records that are the same byte by byte.
 */
export async function verdict(
  rules: Partial<Field>,
  ...values: readonly RawValue[]
): Promise<JudgedField['verdict']> {
  const there = await judge(rules, values, SIDES)
  const back = await judge(rules, [...values].reverse(), SIDES.slice(0, values.length).reverse())
  expect(back, 'the order of the sides changes the verdict').toBe(there)
  return there
}

async function judge(rules: Partial<Field>, values: readonly RawValue[], names: readonly string[]) {
  const sides = Object.fromEntries(
    values.map((value, index) => [names[index]!, { columns: ['id', 'value'], rows: [['1', value]] }]),
  )
  const wanted = wantedFor(sides, { value: rules })
  const { records, findings } = await compareRows(wanted, sides, { keepRecords: true })
  const plain = await compareRows(wanted, sides)
  expect(plain.findings, 'the short way finds something else').toEqual(findings)
  return records[0]!.fields[0]!.verdict
}

/** The findings on sides of rows, as sentences in the order they come. The key is `id` unless said. */
export async function findingsOf(
  fields: Wanted['fields'],
  sides: Readonly<Record<string, Rows>>,
  options: RowsOptions & Pick<Wanted, 'key' | 'known'> = {},
): Promise<string[]> {
  const { key, known, ...rest } = options
  const { findings } = await compareRows(
    { ...wantedFor(sides, fields), ...(key ? { key } : {}), ...(known ? { known } : {}) },
    sides,
    rest,
  )
  return findings.map(sentence)
}

/** Every side with its defaults. */
export function wantedFor(sides: Readonly<Record<string, unknown>>, fields: Wanted['fields']): Wanted {
  return { sides: Object.fromEntries(Object.keys(sides).map((name) => [name, {}])), fields }
}

/** `mismatch 1 amount: crm=5 billing=6`; a null is `∅`. */
export function sentence(finding: Finding): string {
  const key = displayKey(finding.key)
  switch (finding.kind) {
    case 'missing':
      return `missing ${key} from ${finding.missingFrom.join(', ')}`
    case 'duplicate':
      return `duplicate ${key} ${finding.count}x on ${finding.side}`
    case 'invalid':
      return `invalid ${key} ${finding.field} on ${finding.side}: ${finding.raw ?? '∅'}`
    case 'rekeyed':
      return `rekeyed ${Object.entries(finding.keys)
        .map(([side, own]) => `${side}=${displayKey(own)}`)
        .join(' ')}`
    case 'mismatch': {
      const values = Object.entries(finding.values).map(([side, raw]) => `${side}=${raw ?? '∅'}`)
      return `mismatch ${key} ${finding.field}: ${values.join(' ')}`
    }
    case 'schema': {
      const types = Object.entries(finding.types).map(([side, type]) => `${side}=${type}`)
      return `schema ${finding.field}: ${finding.problem} ${[finding.side, finding.column, ...types].filter(Boolean).join(' ')}`
    }
  }
}
