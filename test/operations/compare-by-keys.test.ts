import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { connectTo } from '../../src/connectors/connect-to.ts'
import type { Scope } from '../../src/domain/scope.ts'
import { explainTotals } from '../../src/engine/index.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { told } from './told-findings.ts'

let postgres: TestPostgres
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-keys-'))
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.close()
  await rm(folder, { recursive: true, force: true })
})

const everything: Scope = { kind: 'everything' }
const keyScope = (...keys: string[]): Scope => ({ kind: 'keys', keys: keys.map((id) => ({ id })) })

/** Compares `plan` of table `crm`, file `billing.csv` and what else the sides say, by real connectors. */
async function compare(
  reconciliation: string,
  scope: Scope = everything,
  signal: AbortSignal = new AbortController().signal,
  fields = '{ plan: text }',
) {
  const file = join(folder, 'counterfoil.yml')
  await writeFile(
    file,
    `sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: files, path: billing.csv }
  map: { type: files, path: map.csv }
reconciliations:
  customers:
${reconciliation}
    fields: ${fields}
`,
  )
  const settings = await loadSettings(file, { CRM_URL: postgres.url })
  const scratchFolder = join(folder, 'scratch')
  const context = {
    connect: connectTo({ settings, dataFolder: folder, log: silentLog }),
    scratchFolder,
    log: silentLog,
    now: () => new Date('2026-11-21T12:00:00Z'),
    newId: () => 'run-1',
    signal,
  }
  const [only] = settings.reconciliations
  const result = await compareReconciliation(context, {
    reconciliation: only!,
    scope,
    keepRecords: scope.kind === 'keys',
  })
  expect(await readdir(scratchFolder)).toEqual([])
  return result
}

const table = (columns: string, rows: string) =>
  postgres.query(`DROP TABLE IF EXISTS crm; CREATE TABLE crm (${columns}); INSERT INTO crm VALUES ${rows}`)
const csv = (name: string, ...lines: string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`)

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
    expect(await readdir(join(folder, 'scratch'))).toEqual([])
  })

  test('stops when it is told to', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 30)
    await expect(compare(STAGED.replace('400000', '600000'), everything, stop.signal)).rejects.toMatchObject({
      code: 'run-stopped',
    })
    expect(await readdir(join(folder, 'scratch'))).toEqual([])
  })
})

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
    await postgres.query(`
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
