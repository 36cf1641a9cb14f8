import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAll, readKeys, readRequest } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

describe('a read of files', () => {
  test('hands out many records in order, in batches', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${(index * 7919) % 100_000},row ${index}\n`)
    await files.write('many.csv', `id,name\n${rows.join('')}`)
    const connector = await files.open('many.csv')
    let batches = 0
    for await (const batch of connector.read(readRequest({ columns: ['id'] }))) if (batch.count > 0) batches++
    const keys = await readKeys(connector, { columns: ['id', 'name'], keyOrder: ['integer'] })
    expect(keys).toEqual(Array.from({ length: 100_000 }, (_, index) => String(index)))
    expect(batches).toBeGreaterThan(1)
  })

  test('lets through what the where of the config does, on the values of the columns', async () => {
    await files.write('where.csv', 'id,Full name,\n1,"a\tb",x\n2,,y\n3,c,\n')
    const connector = await files.open('where.csv')
    const read = (where: string) =>
      readKeys(connector, { columns: ['id'], location: { table: null, query: null, where } })
    expect(await read(`"Full name" = 'a' || chr(9) || 'b' -- tab`)).toEqual(['1'])
    expect(await read('"Full name" is null or id::int > 2')).toEqual(['2', '3'])
    expect(await files.failure(read('nmae = 1'))).toMatch(
      /^source-query \| billing: Binder Error: .*nmae.*; check the where of the side; it is SQL of DuckDB\.$/s,
    )
    expect(await files.failure(read('id = = 1'))).toMatch(
      /^source-query \| billing: Parser Error: .*; check the where of the side/s,
    )
  })

  test('stops on the signal and leaves no scratch file, then the connector takes its folder along', async () => {
    await files.write(
      'stop.csv',
      `id,name\n${Array.from({ length: 50_000 }, (_, index) => `${index},x\n`).join('')}`,
    )
    const connector = await files.open('stop.csv')
    const early = new AbortController()
    const reading = files.failure(readAll(connector, { columns: ['id'], signal: early.signal }))
    early.abort()
    expect(await reading).toBe('run-stopped | billing: reading was stopped.')
    const late = new AbortController()
    const between = async () => {
      for await (const batch of connector.read(readRequest({ columns: ['id'], signal: late.signal })))
        if (batch) late.abort()
    }
    expect(await files.failure(between())).toBe('run-stopped | billing: reading was stopped.')
    for await (const batch of connector.read(readRequest({ columns: ['id'] }))) if (batch) break
    expect((await files.scratchFolders()).length).toBeGreaterThan(0)
    const other = await openTestFiles()
    await other.write('a.csv', 'id\n1\n')
    const lone = await other.open('a.csv')
    expect(await readKeys(lone, { columns: ['id'] })).toEqual(['1'])
    expect(await other.scratchFolders()).toHaveLength(1)
    await lone.close()
    expect(await other.scratchFolders()).toEqual([])
    await other.close()
  })
})
