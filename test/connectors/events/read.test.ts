import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector, SideScope } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import type { EventRecord, EventRecordsWanted, ReadEventRecords } from '../../../src/domain/event-records.ts'
import { compareKeys } from '../compare-keys.ts'
import { failureOf } from '../failure-of.ts'
import { HOSTILE_INTEGERS, HOSTILE_TEXTS } from '../hostile-keys.ts'
import { nowhere, quietLog, readAll } from '../read-all.ts'

let scratchFolder: string
beforeAll(async () => {
  scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-events-'))
})
afterAll(async () => await rm(scratchFolder, { recursive: true, force: true }))

const location = { ...nowhere, fedAs: { reconciliation: 'orders', side: 'shop' } }

/** A source that was told these records, in two pages, and what was asked of it. */
async function opened(records: readonly EventRecord[]) {
  const asked: EventRecordsWanted[] = []
  const eventRecords: ReadEventRecords = async function* (wanted) {
    asked.push(wanted)
    yield records.slice(0, 2)
    yield records.slice(2)
  }
  return { asked, connector: await openPosted(eventRecords) }
}

async function openPosted(eventRecords?: ReadEventRecords): Promise<Connector> {
  const settings = { type: 'events', keepSeconds: 86_400 } as const
  const options = { name: 'posted', settings, scratchFolder, log: quietLog }
  return await openConnector({ ...options, ...(eventRecords ? { eventRecords } : {}) })
}

const record = (key: string, more: EventRecord['record'] = {}): EventRecord => ({ key: [key], record: more })

describe('a source of events', () => {
  test.each([
    ['bytes', HOSTILE_TEXTS],
    ['integer', HOSTILE_INTEGERS],
  ] as const)('hands out keys in the order of %s, with every cell as it was told', async (order, texts) => {
    const keys = texts.filter((text): text is string => text !== null && text !== '')
    const { connector } = await opened(keys.map((key) => record(key, { note: `${key}\t\\N\n` })))
    const read = await readAll(connector, { location, columns: ['id', 'note'], keyOrder: [order] })
    const expected = [...keys].sort((a, b) => compareKeys([a], [b], [order]))
    expect(read).toEqual(expected.map((key) => [key, `${key}\t\\N\n`]))
    await connector.close()
  })

  test('takes the key from the event, whatever its record says, and null for what the record lacks', async () => {
    const told = [
      record('1', { id: 'other', a: 'x', b: null }),
      record('2', { a: null, b: 'y' }),
      record('3'),
    ]
    const { connector, asked } = await opened(told)
    expect(await readAll(connector, { location, columns: ['id', 'a', 'b'] })).toEqual([
      ['1', 'x', null],
      ['2', null, 'y'],
      ['3', null, null],
    ])
    expect(asked).toEqual([{ reconciliation: 'orders', side: 'shop', keys: null }])
    await connector.close()
  })

  test('asks for the keys of a scope, and leaves out what is only equal as an integer where text is compared', async () => {
    const { connector, asked } = await opened([record('007', { a: 'x' }), record('7', { a: 'y' })])
    const scope: SideScope = { kind: 'keys', keys: [['7']] }
    const columns = ['id', 'a']
    expect(await readAll(connector, { location, columns, scope })).toEqual([['7', 'y']])
    expect(asked[0]).toMatchObject({ keys: [['7']] })
    expect(await readAll(connector, { location, columns, scope, keyOrder: ['integer'] })).toEqual([
      ['007', 'x'],
      ['7', 'y'],
    ])
    await connector.close()
  })

  test('knows the columns that were told and those that the config names', async () => {
    const { connector } = await opened([record('1', { a: 'x' }), record('2', { b: 'y' })])
    const columns = await connector.columns(location, ['id', 'c'])
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', null],
      ['b', null],
      ['id', null],
      ['c', null],
    ])
    await connector.close()
  })

  test('refuses a column that no event told, and reads nothing of an empty one', async () => {
    const { connector } = await opened([record('1', { amount: '1' })])
    expect(await failureOf(readAll(connector, { location, columns: ['id', 'amuont'] }))).toMatch(
      /^source-query \| posted: what events told has no column "amuont" \(did you mean "amount"\?\)/,
    )
    await connector.close()
    const empty = await opened([])
    expect(await readAll(empty.connector, { location, columns: ['id', 'amuont'] })).toEqual([])
    await empty.connector.close()
  })

  test('refuses to be read where no tracker is open, and as another thing than a side', async () => {
    const closed = await openPosted()
    expect(await failureOf(readAll(closed, { location, columns: ['id'] }))).toMatch(
      /^source-unreachable \| posted: what events told is in the tracker, which this command does not open/,
    )
    await closed.close()
    const { connector } = await opened([])
    expect(await failureOf(readAll(connector, { columns: ['id'] }))).toMatch(/^config-invalid \| posted/)
    await connector.close()
  })

  test('passes on what the tracker fails with, and leaves no file behind', async () => {
    const away = new Error('the tracker is away')
    const connector = await openPosted(async function* () {
      yield [record('1', { a: 'x' })]
      throw away
    })
    await expect(readAll(connector, { location, columns: ['id', 'a'] })).rejects.toBe(away)
    await connector.close()
    expect(await readdir(scratchFolder)).toEqual([])
  })
})
