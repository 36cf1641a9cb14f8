import { afterAll, beforeAll, expect } from 'vitest'
import { discrepancyCard } from '../../src/slack/messages/discrepancy-card.ts'
import { sampleDiscrepancy, sampleReconciliation } from '../slack/samples.ts'
import { type Drivers, openDrivers } from './open-drivers.ts'
import type { RealSources } from './real-sources.ts'
import { trap } from './trap.ts'

let drivers: Drivers
beforeAll(async () => {
  drivers = await openDrivers()
})
afterAll(() => drivers?.close())

trap(32, { title: 'ids that look like numbers stay texts', proves: 'rules 1, 2' }, async () => {
  const rows = (ref: string) => [
    ['id', 'ref'],
    ['1', ref],
  ]
  const text = (ref: string) => `CREATE TABLE crm AS SELECT '1' AS id, '${ref}'::text AS ref`
  for (const [a, b] of [
    ['007', '7'],
    ['1e3', '1000'],
    ['1.0', '1'],
  ] as const) {
    expect(await drivers.findings({ ref: {} }, { crm: rows(a), billing: rows(b) })).toHaveLength(1)
    expect(await drivers.findings({ ref: {} }, { crm: text(a), billing: rows(b) })).toHaveLength(1)
    expect(await drivers.findings({ ref: {} }, { crm: text(a), billing: rows(a) })).toEqual([])
  }
  expect(
    await drivers.findings(
      { name: {} },
      {
        crm: [
          ['id', 'name'],
          ['007', 'x'],
        ],
        billing: [
          ['id', 'name'],
          ['7', 'x'],
        ],
      },
    ),
  ).toEqual(['missing 007 from billing', 'missing 7 from crm'])
})

const HOSTILE = [
  '_a',
  '1',
  'A',
  'a',
  'a-b',
  'ab',
  'a.b',
  'a b',
  'é',
  'Z',
  'ß',
  '\ufffd',
  '\u{1f600}',
  '\u{10ffff}',
]
const quoted = (texts: readonly string[]) => texts.map((text) => `('${text}', 'x')`).join(', ')

trap(37, { title: 'the order of a database locale does not matter', proves: 'rule 1' }, async () => {
  const make = (name: string, type: string, keys: readonly string[]) =>
    `CREATE TABLE ${name} (id ${type}, name text); INSERT INTO ${name} VALUES ${quoted(keys)}`
  expect(
    await drivers.findings(
      { name: {} },
      {
        crm: make('crm', 'text', HOSTILE),
        billing: make(
          'billing',
          'text COLLATE "C"',
          HOSTILE.filter((key) => key !== 'a-b'),
        ),
        mailer: [['id', 'name'], ...HOSTILE.filter((key) => key !== '_a').map((key) => [key, 'x'])],
      },
    ),
  ).toEqual(['missing _a from mailer', 'missing a-b from billing'])
})

trap(38, { title: 'keys are compared as bytes, not as code units', proves: 'rule 1' }, async () => {
  const contents = {
    crm: `CREATE TABLE crm (id text, name text); INSERT INTO crm VALUES ${quoted(['\u{1f600}', '\ufffd'])}`,
    billing: [
      ['id', 'name'],
      ['\u{1f600}', 'x'],
      ['\ufffd', 'y'],
    ],
  }
  expect(await drivers.findings({ name: {} }, contents)).toEqual(['mismatch \ufffd name: crm=x billing=y'])
})

trap(
  40,
  { title: 'keys above 2^53 are whole in a check of one record and in Slack', proves: 'rule 1' },
  async () => {
    const ids = ['2147483648', '9007199254740992', '9007199254740993', '9223372036854775807']
    const contents = {
      crm: `CREATE TABLE crm (id bigint, name text); INSERT INTO crm VALUES ${quoted(ids)}`,
      billing: [['id', 'name'], ...ids.map((id) => [id, 'y'])],
    }
    for (const id of ids) {
      const scope = { kind: 'keys', keys: [{ id }] } as const
      expect(await drivers.findings({ name: {} }, contents, { scope })).toEqual([
        `mismatch ${id} name: crm=x billing=y`,
      ])
    }
    expect(await drivers.findings({ name: {} }, contents)).toHaveLength(4)
    const key = { id: '9007199254740993' }
    const { finding } = sampleDiscrepancy()
    const card = discrepancyCard(sampleDiscrepancy({ finding: { ...finding, key } }), sampleReconciliation())
    expect(JSON.stringify(card)).toContain('9007199254740993')
  },
)

trap(
  41,
  {
    title: 'gaps between keys, random keys and keys of ten parts take one read a side',
    proves: 'contract: read',
  },
  async () => {
    const reads: string[] = []
    const watch: NonNullable<RealSources['watch']> = (connector) => ({
      columns: (location) => connector.columns(location),
      read: (request) => {
        reads.push(request.columns.join())
        return connector.read(request)
      },
      close: () => connector.close(),
    })
    const gaps = (name: string) =>
      `CREATE TABLE ${name} (id bigint, name text); INSERT INTO ${name} VALUES (1, 'x'), (1000000000000000, '${name}')`
    expect(
      await drivers.findings({ name: {} }, { crm: gaps('crm'), billing: gaps('billing') }, { watch }),
    ).toHaveLength(1)
    expect(reads).toHaveLength(2)
    const parts = Array.from({ length: 10 }, (_, index) => `k${index}`)
    const wide = (name: string) =>
      `CREATE TABLE ${name} AS SELECT ${parts.map((part, index) => `(n >> ${index}) % 2 AS ${part}`)}, n::text AS name,
       md5(n::text)::uuid AS id FROM generate_series(0, 1023) AS n WHERE n <> ${name.length}`
    expect(
      await drivers.findings(
        { name: {} },
        { crm: wide('crm'), billing: wide('billing') },
        { watch, key: parts },
      ),
    ).toHaveLength(2)
    expect(
      await drivers.findings({ name: {} }, { crm: wide('crm'), billing: wide('billing') }, { watch }),
    ).toHaveLength(2)
    expect(reads).toHaveLength(6)
  },
)
