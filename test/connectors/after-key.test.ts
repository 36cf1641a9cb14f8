import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../src/domain/record.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { comparePart } from './compare-keys.ts'
import { openTestFiles, type TestFiles } from './files/open-test-files.ts'
import { openTestPostgres } from './postgres/open-test-postgres.ts'
import { nowhere, readAll } from './read-all.ts'

let postgres: TestPostgres
let database: Connector
let files: TestFiles

beforeAll(async () => {
  files = await openTestFiles()
  postgres = await startPostgres()
  database = await openTestPostgres(postgres.url)
})
afterAll(async () => {
  await database?.close()
  await files?.close()
  await postgres?.close()
})

/** The contract, written out naively: after it by value or bytes, or no key at all. */
function isWanted(key: readonly RawValue[], after: readonly string[], keyOrder: readonly KeyOrder[]) {
  const isNone = key.some(
    (part, index) =>
      part === null || part === '' || (keyOrder[index] === 'integer' && !/^[+-]?[0-9]+$/.test(part)),
  )
  const order = keyOrder.map((one, index) => comparePart(key[index]!, after[index]!, one))
  return isNone || (order.find((result) => result !== 0) ?? 0) > 0
}

const LONG = '9'.repeat(45)
const TEXTS = [
  '',
  'a',
  'A',
  '_a',
  'a-b',
  'ab',
  'é',
  'e\u0301',
  '\u{1F600}',
  '\uFFFD',
  "it's",
  '"',
  '\\',
  'x\ty',
  '7',
]
const INTEGERS = [
  '0',
  '-0',
  '7',
  '007',
  '+7',
  '-7',
  '10',
  '9',
  '-10',
  LONG,
  `-${LONG}`,
  `1${LONG}`,
  'x',
  '',
  '1e2',
  ' 7',
]

const orders = fc.array(fc.constantFrom<KeyOrder>('integer', 'bytes'), { minLength: 1, maxLength: 3 })
const cases = orders.chain((keyOrder) => {
  const part = (order: KeyOrder) => fc.constantFrom(...(order === 'integer' ? INTEGERS : TEXTS))
  const cell = (order: KeyOrder) =>
    fc.oneof({ weight: 9, arbitrary: part(order) }, { weight: 1, arbitrary: fc.constant(null) })
  const usable = (order: KeyOrder) =>
    part(order).filter((text) => text !== '' && (order === 'bytes' || /^[+-]?[0-9]+$/.test(text)))
  return fc.record({
    keyOrder: fc.constant(keyOrder),
    keys: fc.array(fc.tuple(...keyOrder.map(cell)) as fc.Arbitrary<RawValue[]>, { maxLength: 20 }),
    after: fc.tuple(...keyOrder.map(usable)) as fc.Arbitrary<string[]>,
  })
})

async function fill(keys: readonly RawValue[][], names: readonly string[]) {
  await postgres.query(
    `DROP TABLE IF EXISTS keys; CREATE TABLE keys (${names.map((name) => `${name} text`).join(', ')})`,
  )
  await postgres.query(
    `INSERT INTO keys SELECT * FROM unnest(${names.map((_, index) => `$${index + 1}::text[]`).join(', ')})`,
    names.map((_, index) => keys.map((key) => key[index]!)),
  )
  const quoted = (part: RawValue) => (part === null ? '' : `"${part.replaceAll('"', '""')}"`)
  await files.write(
    'keys.csv',
    `${names.join(',')}\n${keys.map((key) => `${key.map(quoted).join(',')}\n`).join('')}`,
  )
}

describe('a scope of what comes after a key', () => {
  test('has the records after it in the order of the contract and those without a key, of a database and of a file', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ keyOrder, keys, after }) => {
        const names = keyOrder.map((_, index) => `k${index}`)
        await fill(keys, names)
        const location = { ...nowhere, table: 'keys' }
        const request = { columns: names, keyOrder, scope: { kind: 'after', key: after } } as const
        const everything = await readAll(database, { location, columns: names, keyOrder })
        const wanted = everything.filter((key) => isWanted(key, after, keyOrder))
        expect(await readAll(database, { location, ...request })).toEqual(wanted)
        expect(await readAll(await files.open('keys.csv'), request)).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })

  test('of integers and UUIDs as the database keeps them is the same, with nulls and with numbers beyond them', async () => {
    await postgres.query(`DROP TABLE IF EXISTS numbers; CREATE TABLE numbers (a int, b bigint NOT NULL, u uuid);
      INSERT INTO numbers VALUES (1, 9007199254740993, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), (1, 9007199254740992, null),
        (2, -5, 'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), (null, 3, '00000000-0000-0000-0000-000000000000')`)
    const location = { ...nowhere, table: 'numbers' }
    const read = async (columns: string[], keyOrder: KeyOrder[], key: string[]) =>
      (await readAll(database, { location, columns, keyOrder, scope: { kind: 'after', key } })).map((cells) =>
        cells.map((cell) => cell ?? 'null').join(' '),
      )
    expect(await read(['a', 'b'], ['integer', 'integer'], ['1', '9007199254740992'])).toEqual([
      '1 9007199254740993',
      '2 -5',
      'null 3',
    ])
    expect(await read(['b'], ['integer'], ['-5'])).toEqual(['3', '9007199254740992', '9007199254740993'])
    expect(await read(['b'], ['integer'], [LONG])).toEqual([])
    expect(await read(['a'], ['integer'], [LONG])).toEqual(['null'])
    expect(await read(['a'], ['integer'], [`-${LONG}`])).toEqual(['1', '1', '2', 'null'])
    expect(await read(['u'], ['bytes'], ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'])).toEqual([
      'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      'null',
    ])
    expect(await read(['u'], ['bytes'], ['a1'])).toEqual(['b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'null'])
  })
})
