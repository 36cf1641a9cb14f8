import { describe, expect, test } from 'vitest'
import { everything, keyScope, openKeySources } from './open-key-sources.ts'
import { told } from './told-findings.ts'

const { compare, table, csv, scratch } = openKeySources()

describe('keys that sides write differently', () => {
  const SIDES = `    sides:
      crm: { source: crm, table: crm, key: id }
      billing: { source: billing, key: ref }`
  const RULES = `${SIDES}
    keys: { id: { trim: true, ignoreCase: true, stripPrefix: { billing: "CUST-" }, type: integer } }`

  test('compare by value, however many, whatever order the sources have', async () => {
    await table('id bigint, plan text', `(9007199254740993, 'pro'), (7, 'pro'), (42, 'pro'), (100, 'free')`)
    await csv(
      'billing.csv',
      'ref,plan',
      'CUST-9007199254740993,free',
      'cust-0100 ,free',
      ' 7,pro',
      'CUST-x,pro',
    )
    const { findings, summary } = await compare(RULES)
    expect(told(findings)).toEqual([
      'missing 42 from billing',
      'mismatch 9007199254740993: crm=pro,billing=free',
      'invalid CUST-x on billing: id=CUST-x',
    ])
    expect(summary.sides.billing?.rows).toBe(4)
    expect(summary.counts).toMatchObject({ matched: 3, agreeing: 2 })
  })

  test('a key scope finds the record whatever form it is asked for in, and reads both sides alike', async () => {
    await table('id bigint, plan text', `(7, 'pro'), (8, 'pro')`)
    await csv('billing.csv', 'ref,plan', 'CUST-007,free', 'CUST-8,pro', 'CUST-,pro')
    for (const asked of ['7', '007', 'CUST-7', ' cust-0007']) {
      const { findings, records } = await compare(RULES, keyScope(asked))
      expect(told(findings)).toEqual(['mismatch 7: crm=pro,billing=free'])
      expect(records.map(({ key }) => key)).toEqual([{ id: '7' }])
    }
    expect(told((await compare(RULES, keyScope('CUST-'))).findings)).toEqual([
      'invalid CUST- on billing: id=CUST-',
    ])
    expect((await compare(RULES, keyScope('9'))).records).toEqual([])
  })

  test('a date range reads what one side alone has in it again by its canonical key, and that key only', async () => {
    await table('id text, plan text, d date', `('K-1', 'pro', '2026-11-01'), ('1', 'pro', '2026-11-01')`)
    await csv('billing.csv', 'ref,plan,d', 'B-1,free,2026-11-01', 'K-1,free,2026-11-02')
    const dated = `    sides:
      crm: { source: crm, table: crm, key: id, dateColumn: d }
      billing: { source: billing, key: ref, dateColumn: d }
    keys: { id: { stripPrefix: { crm: "K-K-", billing: "B-" }, trim: true } }`
    const { findings, summary } = await compare(dated, {
      kind: 'dates',
      from: '2026-11-01',
      to: '2026-11-01',
    })
    expect(told(findings)).toEqual(['mismatch 1: crm=pro,billing=free', 'mismatch K-1: crm=pro,billing=free'])
    expect(summary.counts).toMatchObject({ matched: 2, mismatch: 2 })
  })

  test('trap 36: ABC and abc are two keys unless case is said not to matter', async () => {
    await table('id text, plan text', `('ABC', 'pro'), ('Straße', 'pro')`)
    await csv('billing.csv', 'ref,plan', 'abc,pro', 'STRASSE,pro')
    expect(told((await compare(SIDES)).findings)).toEqual([
      'missing ABC from billing',
      'missing STRASSE from crm',
      'missing Straße from billing',
      'missing abc from crm',
    ])
    expect((await compare(`${SIDES}\n    keys: { id: { ignoreCase: true } }`)).findings).toEqual([])
  })

  test('trap 39: a UUID column and UUIDs as text in any form are the same keys', async () => {
    const uuids = ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12']
    await table('id uuid, plan text', `('${uuids[0]}', 'pro'), ('${uuids[1]}', 'pro')`)
    await csv(
      'billing.csv',
      'ref,plan',
      `{${uuids[1]!.toUpperCase()}},pro`,
      `${uuids[0]!.replaceAll('-', '')},free`,
    )
    const rules = `${SIDES}\n    keys: { id: { type: uuid } }`
    expect(told((await compare(rules)).findings)).toEqual([`mismatch ${uuids[0]}: crm=pro,billing=free`])
    for (const asked of [uuids[0]!, uuids[0]!.toUpperCase(), uuids[0]!.replaceAll('-', '')]) {
      const { findings } = await compare(rules, keyScope(asked))
      expect(told(findings)).toEqual([`mismatch ${uuids[0]}: crm=pro,billing=free`])
    }
  })

  test('trap 40: a key beyond 2^31 and 2^53 is found by itself, not by its neighbour', async () => {
    const [even, odd] = ['9007199254740992', '9007199254740993']
    await table('id bigint, plan text', `(${even}, 'pro'), (${odd}, 'pro'), (2147483648, 'pro')`)
    await csv('billing.csv', 'ref,plan', `CUST-${even},pro`, `CUST-${odd},free`, 'CUST-2147483648,free')
    expect(told((await compare(RULES, keyScope(odd!))).findings)).toEqual([
      `mismatch ${odd}: crm=pro,billing=free`,
    ])
    expect((await compare(RULES, keyScope(even!))).findings).toEqual([])
    expect(told((await compare(RULES, keyScope('2147483648'))).findings)).toEqual([
      'mismatch 2147483648: crm=pro,billing=free',
    ])
  })

  test('trap 42: an integer column and a text column meet by value where that is said, and trims where said', async () => {
    await table('id bigint, plan text', `(42, 'pro'), (7, 'pro')`)
    await csv('billing.csv', 'ref,plan', '042,pro', ' 7 ,free')
    expect(told((await compare(`${SIDES}\n    keys: { id: { type: integer } }`)).findings)).toEqual([
      'missing 7 from billing',
      'invalid  7  on billing: id= 7 ',
    ])
    const trimmed = `${SIDES}\n    keys: { id: { type: integer, trim: true } }`
    expect(told((await compare(trimmed)).findings)).toEqual(['mismatch 7: crm=pro,billing=free'])
    expect(told((await compare(`${SIDES}\n    keys: { id: { type: text, trim: true } }`)).findings)).toEqual([
      'missing 042 from crm',
      'missing 42 from billing',
      'mismatch 7: crm=pro,billing=free',
    ])
  })
})

describe('a comparison that fails', () => {
  const STAGED = `    sides:
      crm: { source: crm, query: "select id, 1 / (id - 400000) || '' as plan from generate_series(1, 500000) id", key: id }
      billing: { source: billing, key: ref }
    keys: { id: { type: integer, keep: digits } }`

  test('leaves nothing in the scratch folder and concludes nothing', async () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => `CUST-${row},pro`).join('\n')
    await csv('billing.csv', 'ref,plan', rows)
    await expect(compare(STAGED)).rejects.toThrow(/division by zero/)
    await csv('billing.csv', 'ref,plan', rows, 'CUST-1,"pro')
    await expect(compare(STAGED.replace('400000', '600000'))).rejects.toThrow(/billing/)
    expect(await scratch()).toEqual([])
  })

  test('stops when it is told to', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 30)
    await expect(compare(STAGED.replace('400000', '600000'), everything, stop.signal)).rejects.toMatchObject({
      code: 'run-stopped',
    })
    expect(await scratch()).toEqual([])
  })
})
