import { describe, expect, test } from 'vitest'
import { explainTotals } from '../../src/engine/index.ts'
import { everything, keyScope, openKeySources } from './open-key-sources.ts'
import { told } from './told-findings.ts'

const { compare, query, table, csv } = openKeySources()

describe('keys that a mapping translates', () => {
  const VIA = `    sides:
      crm: { source: crm, table: crm, key: id }
      billing:
        source: billing
        key: account_no
        via: { source: map, from: account_no, to: customer_id }`

  async function accounts() {
    await table('id bigint, plan text', `(1, 'pro'), (2, 'pro'), (3, 'pro'), (4, 'pro')`)
    await csv('map.csv', 'account_no,customer_id', 'A,2\nB,1\nC,3\nC,03\nD,4\nE,4\nF,1\nF,2\nG,')
    const rows = ['A,free', ...[...'BCDEFGH', ''].map((account) => `${account},pro`)]
    await csv('billing.csv', 'account_no,plan', ...rows)
  }

  test('compare as the key of the others; unmapped and ambiguous ones are invalid, two for one a duplicate', async () => {
    await accounts()
    const { findings, summary } = await compare(`${VIA}\n    keys: { id: { type: integer } }`)
    expect(told(findings)).toEqual([
      'mismatch 2: crm=pro,billing=free',
      'duplicate 4 on billing: 2',
      'invalid F on billing: id=F',
      'invalid G on billing: id=G',
      'invalid H on billing: id=H',
      'invalid  on billing: id=null',
    ])
    expect(summary.sides.billing?.rows).toBe(9)
    expect(summary.counts).toMatchObject({ matched: 3, agreeing: 2 })
  })

  test('a key scope works by either key, and by one that is mapped to nothing', async () => {
    await accounts()
    const rules = `${VIA}\n    keys: { id: { type: integer } }`
    for (const asked of ['2', 'A']) {
      const { findings } = await compare(rules, keyScope(asked))
      expect(told(findings)).toContain('mismatch 2: crm=pro,billing=free')
      expect(told(findings).filter((line) => line.startsWith('missing'))).toEqual([])
    }
    expect(told((await compare(rules, keyScope('E'))).findings)).toEqual(['duplicate 4 on billing: 2'])
    expect(told((await compare(rules, keyScope('H'))).findings)).toEqual(['invalid H on billing: id=H'])
    expect((await compare(rules, keyScope('3'))).findings).toEqual([])
  })

  test("a date range that reads a key again does not take a side's own key of that name for it", async () => {
    // What billing calls 2 is 5 for the others, and what the others call 2 is A there.
    await table('id int, plan text, d date', `(2, 'pro', '2026-11-01'), (5, 'pro', '2026-10-01')`)
    await csv('map.csv', 'account_no,customer_id', '2,5', 'A,2')
    await csv('billing.csv', 'account_no,plan,d', '2,pro,2026-10-01', 'A,free,2026-11-02')
    const dated = VIA.replace('key: id', 'key: id, dateColumn: d').replace(
      'key: account_no',
      'key: account_no\n        dateColumn: d',
    )
    const day = { kind: 'dates', from: '2026-11-01', to: '2026-11-01' } as const
    const { findings, summary } = await compare(dated, day)
    expect(told(findings)).toEqual(['mismatch 2: crm=pro,billing=free'])
    expect(summary.counts).toMatchObject({ matched: 1, missing: 0 })
    // Whoever asks for 2 may mean either.
    expect(told((await compare(dated, keyScope('2'))).findings)).toEqual(['mismatch 2: crm=pro,billing=free'])
  })

  test('many records of a side with a mapping are grouped by the key that they stand for', async () => {
    await table('id int, total numeric, plan text', `(1, 30, 'pro'), (2, 7, 'pro'), (3, 1, 'pro')`)
    await csv('map.csv', 'account_no,customer_id', 'A,1', 'B,1', 'B,01', 'C,2', 'D,3', 'D,2')
    const rows = ['A,10,pro', 'B,10,pro', 'A,10,pro', 'C,5,pro', 'C,1,pro', 'D,1,pro', 'X,9,pro', 'X,1,pro']
    await csv('billing.csv', 'account_no,total,plan', ...rows)
    const grouped = `${VIA}
        groupBy: { plan: same, total: sum }
        expect: { total: { range: { max: 5 } } }
    keys: { id: { type: integer } }`
    const fields = '{ plan: text, total: { type: decimal, total: true } }'
    const { findings, summary, ...rest } = await compare(grouped, everything, undefined, fields)
    expect(told(findings)).toEqual([
      'invalid 1 on billing: total=10',
      'mismatch 2: crm=7,billing=6',
      'missing 3 from billing',
      'invalid D on billing: id=D',
      'invalid X on billing: id=X',
      'invalid X on billing: id=X',
    ])
    expect(findings[0]).toMatchObject({ rule: 'range', records: 3 })
    expect(summary.sides.billing).toEqual({ rows: 8, totals: { total: '47' } })
    expect(explainTotals({ summary, ...rest })).toMatchObject([{ difference: '9', unexplained: '0' }])
    const one = await compare(grouped, keyScope('B'), undefined, fields)
    expect(told(one.findings)).toEqual(['invalid 1 on billing: total=10'])
    expect(one.summary.sides.billing!.rows).toBe(3)
  })

  test('a mapping in the database serves a side in the database, part by part', async () => {
    await query(`
      DROP TABLE IF EXISTS crm, accounts, id_map;
      CREATE TABLE crm (region text, id int, plan text); INSERT INTO crm VALUES ('eu', 10, 'pro'), ('us', 9, 'pro');
      CREATE TABLE accounts (r int, a text, plan text); INSERT INTO accounts VALUES (1, 'x', 'pro'), (2, E'y\\tz', 'free');
      CREATE TABLE id_map (r int, a text, region text, id text);
      INSERT INTO id_map VALUES (1, 'x', 'EU', '10'), (2, E'y\\tz', 'US', '09')`)
    const { findings } = await compare(`    sides:
      crm: { source: crm, table: crm, key: [region, id] }
      billing:
        source: crm
        table: accounts
        key: [r, a]
        via: { source: crm, table: id_map, from: [r, a], to: [region, id] }
    keys: { region: { ignoreCase: true }, id: { type: integer } }`)
    expect(told(findings)).toEqual(['mismatch us/9: crm=pro,billing=free'])
  })

  test('a mapping without such a column is refused before anything is read', async () => {
    await accounts()
    await expect(compare(VIA.replace('to: customer_id', 'to: custumer_id'))).rejects.toThrow(
      /sides\.billing\.via\.to: the mapping of "billing" has no column "custumer_id".*customer_id/,
    )
  })
})
