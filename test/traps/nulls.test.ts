import { expect } from 'vitest'
import { formatCsv } from '../../src/cli/output/format-csv.ts'
import { formatJson } from '../../src/cli/output/format-json.ts'
import { formatTable } from '../../src/cli/output/format-table.ts'
import { FIELD_TYPES } from '../../src/domain/record.ts'
import { compareRows } from '../engine/compare-rows.ts'
import { trap } from './trap.ts'
import { findingsOf, verdict, wantedFor } from './verdict.ts'

trap(
  17,
  { title: 'null and an empty text differ unless the field says otherwise', proves: 'rules 2, 3' },
  async () => {
    for (const type of ['text', null] as const) {
      expect(await verdict({ type }, null, '')).toBe('differs')
      expect(await verdict({ type, emptyIsNull: true }, null, '')).toBe('normalised')
      expect(await verdict({ type, trim: true }, null, ' ')).toBe('differs')
    }
  },
)

trap(
  18,
  { title: 'null and empty in keys and values can be sorted and printed', proves: 'rules 1, 3' },
  async () => {
    const side = (rows: (string | null)[][]) => ({ columns: ['id', 'name'], rows })
    const sides = {
      crm: side([
        ['1', ''],
        ['2', null],
        [null, 'a'],
        ['', 'b'],
      ]),
      billing: side([
        ['1', null],
        ['2', ''],
        ['', null],
        [null, ''],
      ]),
    }
    const { findings, summary } = await compareRows(wantedFor(sides, { name: {} }), sides)
    expect(findings.map(({ kind }) => kind)).toEqual([
      'mismatch',
      'mismatch',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
    ])
    const report = {
      reconciliation: 'customers',
      run: 'r',
      state: 'completed',
      keyNames: ['id'],
      summary,
      findings,
    } as const
    const table = [...formatTable(report, { colour: false })].join('')
    for (const text of [table, [...formatCsv(report)].join('')]) expect(text).toContain('mismatch')
    const printed = JSON.parse([...formatJson(report)].join('')) as { findings: { values: unknown }[] }
    expect(printed.findings[0]?.values).toEqual({ crm: '', billing: null })
  },
)

trap(19, { title: 'null equals null, whatever the type', proves: 'rule 3' }, async () => {
  for (const type of FIELD_TYPES) expect(await verdict({ type }, null, null)).toBe('equal')
  expect(
    await verdict({ type: 'decimal', tolerance: { kind: 'absolute', amount: '1' } }, null, null, null),
  ).toBe('equal')
})

trap(20, { title: 'no text stands for null', proves: 'rule 3' }, async () => {
  const sentinels = [
    '<null>',
    'NULL',
    'null',
    '\\N',
    'None',
    'DEFAULT_REPLACEMENT_STRING',
    '_null_recon_',
    'DATACOMPY_NULL',
    '∅',
  ]
  for (const text of sentinels) expect(await verdict({ type: 'text' }, null, text)).toBe('differs')
  expect(await verdict({ type: 'json' }, null, 'null')).toBe('differs')
})

trap(21, { title: 'a null date is no first day of a calendar', proves: 'rule 3' }, async () => {
  for (const day of ['1900-01-01', '1970-01-01', '0001-01-01', '9999-12-31']) {
    expect(await verdict({ type: 'date' }, null, day)).toBe('differs')
    expect(await verdict({ type: 'timestamp', lagSeconds: 86_400 }, null, day)).toBe('differs')
  }
})

trap(
  22,
  { title: 'a null boolean is not false, and a null number is not zero', proves: 'rule 3' },
  async () => {
    expect(await verdict({ type: 'boolean' }, null, 'f')).toBe('differs')
    expect(await verdict({ type: 'boolean' }, null, '0')).toBe('differs')
    expect(await verdict({ type: 'decimal', tolerance: { kind: 'absolute', amount: '1' } }, null, '0')).toBe(
      'differs',
    )
  },
)

trap(
  23,
  { title: 'no field, a null field and no record are three things', proves: 'rules 3, 7, 8' },
  async () => {
    const has = { columns: ['id', 'name', 'note'], rows: [['1', 'Ann', null]] }
    const withoutNote = { columns: ['id', 'name'], rows: [['1', 'Ann']] }
    const fields = { name: {}, note: {} }
    await expect(findingsOf(fields, { crm: has, billing: withoutNote })).rejects.toThrow(
      '"billing" has no column "note"',
    )
    expect(await findingsOf(fields, { crm: has, billing: { ...has, rows: [['1', null, null]] } })).toEqual([
      'mismatch 1 name: crm=Ann billing=∅',
    ])
    expect(await findingsOf(fields, { crm: has, billing: { ...has, rows: [] } })).toEqual([
      'missing 1 from billing',
    ])
    const empty = { ...has, rows: [['1', null, null]] }
    expect(await findingsOf(fields, { crm: empty, billing: { ...has, rows: [] } })).toEqual([
      'missing 1 from billing',
    ])
    expect(await findingsOf(fields, { crm: empty, billing: empty })).toEqual([])
  },
)

trap(
  24,
  { title: 'from null to a value and from a value to null are both told', proves: 'rule 3' },
  async () => {
    const side = (...values: (string | null)[]) => ({
      columns: ['id', 'name'],
      rows: values.map((value, index) => [`${index}`, value]),
    })
    expect(await findingsOf({ name: {} }, { crm: side(null, 'a'), billing: side('a', null) })).toEqual([
      'mismatch 0 name: crm=∅ billing=a',
      'mismatch 1 name: crm=a billing=∅',
    ])
  },
)
