import { afterAll, beforeAll, expect } from 'vitest'
import { openTestFiles, type TestFiles } from '../connectors/files/open-test-files.ts'
import { compareRows } from '../engine/compare-rows.ts'
import { compareReal, csv } from './real-sources.ts'
import { trap } from './trap.ts'
import { findingsOf, sentence, wantedFor } from './verdict.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

const side = (...keys: (string | null)[]) => ({
  columns: ['id', 'name'],
  rows: keys.map((key) => [key, 'x']),
})
const typed = (type: string, ...keys: (string | null)[]) => ({
  columns: [`id:${type}`, 'name'],
  rows: keys.map((key) => [key, 'x']),
})
const fields = { name: {} }

trap(
  33,
  { title: 'records without a key are told and counted on the side that has them', proves: 'rule 1' },
  async () => {
    const sides = { crm: side('1', null, null), billing: side('1', null) }
    const { findings, summary } = await compareRows(wantedFor(sides, fields), sides)
    expect(findings.map(sentence)).toEqual([
      'invalid ∅ id on crm: ∅',
      'invalid ∅ id on crm: ∅',
      'invalid ∅ id on billing: ∅',
    ])
    expect(summary.sides).toMatchObject({ crm: { rows: 3 }, billing: { rows: 2 } })
    expect(summary.counts).toMatchObject({ matched: 1, invalid: 3, missing: 0 })
    expect(await findingsOf(fields, { crm: side('1', ''), billing: side('1') })).toEqual([
      'invalid  id on crm: ',
    ])
  },
)

trap(34, { title: 'parts of a key are never joined', proves: 'rule 1' }, async () => {
  const pair = (a: string, b: string) => ({ columns: ['a', 'b', 'name'], rows: [[a, b, 'x']] })
  for (const [crm, billing] of [
    [pair('a-', 'b'), pair('a', '-b')],
    [pair('a|b', 'c'), pair('a', 'b|c')],
    [pair('a\t', 'b'), pair('a', '\tb')],
    [pair('a\\', 't'), pair('a', '\\t')],
    [pair('1', '11'), pair('11', '1')],
  ] as const) {
    const findings = await findingsOf(fields, { crm, billing }, { key: ['a', 'b'] })
    expect(findings).toHaveLength(2)
    expect(findings.every((finding) => finding.startsWith('missing'))).toBe(true)
    expect(await findingsOf(fields, { crm, billing: crm }, { key: ['a', 'b'] })).toEqual([])
  }
})

trap(
  35,
  {
    title: 'a key that is there twice is a finding, equal copies too, and nothing is paired',
    proves: 'rule 1',
  },
  async () => {
    expect(await findingsOf(fields, { crm: side('1', '1', '1', '1'), billing: side('1', '1') })).toEqual([
      'duplicate 1 4x on crm',
      'duplicate 1 2x on billing',
    ])
    const twice = side('1', '2', '2', '3')
    expect(await findingsOf(fields, { crm: twice, billing: twice })).toEqual([
      'duplicate 2 2x on crm',
      'duplicate 2 2x on billing',
    ])
    const mixed = {
      columns: ['id', 'name'],
      rows: [
        ['1', 'a'],
        ['1', 'b'],
        ['2', 'a'],
      ],
    }
    expect(await findingsOf(fields, { crm: mixed, billing: side('2') })).toEqual([
      'duplicate 1 2x on crm',
      'mismatch 2 name: crm=a billing=x',
    ])
  },
)

trap(36, { title: 'keys that differ in case are two keys', proves: 'rule 1' }, async () => {
  expect(await findingsOf(fields, { crm: side('ABC'), billing: side('abc') })).toEqual([
    'missing ABC from billing',
    'missing abc from crm',
  ])
  expect(await findingsOf(fields, { crm: side('ABC', 'abc'), billing: side('abc') })).toEqual([
    'missing ABC from billing',
  ])
})

trap(
  39,
  { title: 'spellings of a UUID are one value where the field says so', proves: 'rule 2' },
  async () => {
    const spelt = (id: string) => ({ columns: ['id', 'ref'], rows: [['1', id]] })
    const plain = spelt('0b5e3a1c-6f0e-4a0b-9c3d-1f2e3d4c5b6a')
    const rules = { ref: { type: 'text', keep: 'alphanumeric', ignoreCase: true } } as const
    for (const other of [
      '0B5E3A1C-6F0E-4A0B-9C3D-1F2E3D4C5B6A',
      '{0b5e3a1c-6f0e-4a0b-9c3d-1f2e3d4c5b6a}',
      '0b5e3a1c6f0e4a0b9c3d1f2e3d4c5b6a',
    ]) {
      expect(await findingsOf(rules, { crm: plain, billing: spelt(other) })).toEqual([])
      expect(await findingsOf({ ref: {} }, { crm: plain, billing: spelt(other) })).toHaveLength(1)
    }
    expect(
      await findingsOf(rules, { crm: plain, billing: spelt('0b5e3a1c-6f0e-4a0b-9c3d-1f2e3d4c5b6b') }),
    ).toHaveLength(1)
  },
)

trap(
  42,
  { title: 'a key is an integer only where all typed sides say so, and no sample decides', proves: 'rule 1' },
  async () => {
    expect(
      await findingsOf(fields, {
        crm: typed('integer', '9', '042', '+100'),
        billing: side('9', '42', '100'),
      }),
    ).toEqual([])
    expect(
      await findingsOf(fields, { crm: typed('integer', '10', '9'), billing: typed('text', '10', '9') }),
    ).toEqual([])
    expect(await findingsOf(fields, { crm: side(' 42'), billing: side('42') })).toHaveLength(2)
    const ids = [...Array.from({ length: 3000 }, (_, index) => `${index}`), 'x-1']
    const rows = [['id', 'name'], ...ids.map((id) => [id, 'x'])]
    await files.write('late-a.csv', csv(rows))
    await files.write('late-b.csv', csv([...rows, ['x-2', 'x']]))
    const sources = Object.fromEntries(
      [
        ['crm', 'late-a.csv'],
        ['billing', 'late-b.csv'],
      ].map(([name, file]) => [name, { type: 'files', path: `${files.folder}/${file}` } as const]),
    )
    const { findings } = await compareReal(wantedFor(sources, fields), {
      sources,
      scratchFolder: `${files.folder}/scratch`,
    })
    expect(findings.map(sentence)).toEqual(['missing x-2 from crm'])
  },
)

trap(
  43,
  {
    title: 'sides that share no key, one empty side and two empty ones have an answer',
    proves: 'rules 7, 8',
  },
  async () => {
    expect(await findingsOf(fields, { crm: side('a', 'b'), billing: side('y', 'z') })).toEqual([
      'missing a from billing',
      'missing b from billing',
      'missing y from crm',
      'missing z from crm',
    ])
    expect(await findingsOf(fields, { crm: side('a'), billing: side() })).toEqual(['missing a from billing'])
    expect(await findingsOf(fields, { crm: side(), billing: side('a') })).toEqual(['missing a from crm'])
    expect(await findingsOf(fields, { crm: side(), billing: side() })).toEqual([])
  },
)
