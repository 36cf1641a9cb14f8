import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SideScope } from '../../../src/connectors/contract.ts'
import type { KeyOrder, RawValue } from '../../../src/domain/record.ts'
import { nowhere, readAll } from '../read-all.ts'
import { openTestFiles, type TestFiles } from './open-test-files.ts'

let files: TestFiles
beforeAll(async () => {
  files = await openTestFiles()
})
afterAll(() => files?.close())

const keyScope = (...keys: RawValue[][]): SideScope => ({ kind: 'keys', keys })

describe('a scope of keys of files', () => {
  async function read(columns: string[], keyOrder: KeyOrder[], scope: SideScope): Promise<RawValue[][]> {
    await files.write(
      'people.csv',
      `id,code,tenant\n-5,007,x\n42,7,x\n9007199254740993,"it's ""q""; drop",y\n100,,y\n-0,"a\tb\\",y\n`,
    )
    return readAll(await files.open('people.csv'), { columns, keyOrder, scope })
  }

  test('finds integers by value and nothing for what is no integer', async () => {
    const scope = keyScope(
      ['+42'],
      ['-05'],
      ['9007199254740993'],
      ['9007199254740992'],
      ['x'],
      [''],
      [null],
      ['1e2'],
      ['0'],
    )
    expect(await read(['id'], ['integer'], scope)).toEqual([['-5'], ['-0'], ['42'], ['9007199254740993']])
  })

  test('finds text by its bytes, hostile ones too', async () => {
    const scope = keyScope(
      ['7'],
      ['it\'s "q"; drop'],
      ['a\tb\\'],
      ['\ud800'],
      ['\0'],
      ["' or true --"],
      [null],
    )
    expect(await read(['code'], ['bytes'], scope)).toEqual([['7'], ['a\tb\\'], ['it\'s "q"; drop']])
  })

  test('finds composite keys part by part', async () => {
    const scope = keyScope(['x', '42'], ['y', '42'], ['y', '100'])
    expect(await read(['tenant', 'id'], ['bytes', 'integer'], scope)).toEqual([
      ['x', '42'],
      ['y', '100'],
    ])
  })

  test('of no keys has no records, of 100,000 those that are there', async () => {
    expect(await read(['id'], ['integer'], keyScope())).toEqual([])
    const keys = Array.from({ length: 100_000 }, (_, index) => [String(index)])
    expect(await read(['id'], ['integer'], { kind: 'keys', keys })).toEqual([['-0'], ['42'], ['100']])
  })
})

describe('a scope of dates of files', () => {
  async function inScope(
    values: (string | null)[],
    zone = 'UTC',
    where: string | null = null,
  ): Promise<RawValue[]> {
    const rows = values.map((value, index) => `${index},${value === null ? '' : `"${value}"`}\n`)
    await files.write('paid.csv', `id,paid on\n${rows.join('')}`)
    const scope = { kind: 'dates', column: 'paid on', from: '2026-11-01', to: '2026-11-02', zone } as const
    const records = await readAll(await files.open('paid.csv'), {
      columns: ['id', 'paid on'],
      scope,
      location: { ...nowhere, where },
    })
    return records.map(([, value]) => value!)
  }

  test('takes both days whole and leaves null and empty text out', async () => {
    expect(await inScope(['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03', null, ''])).toEqual([
      '2026-11-01',
      '2026-11-02',
    ])
    expect(
      await inScope([
        '2026-10-31 23:59:59.999999',
        '2026-11-01T00:00',
        '2026-11-02 23:59:59.999999',
        '2026-11-03 00:00:00',
      ]),
    ).toEqual(['2026-11-01T00:00', '2026-11-02 23:59:59.999999'])
  })

  test('reads a value without a zone in the zone of the side, others by their own', async () => {
    const local = ['2026-11-01 00:59:59', '2026-11-01 01:00:00', '2026-11-03 00:59:59', '2026-11-03 01:00:00']
    expect(await inScope(local, 'Europe/Berlin')).toEqual(['2026-11-01 01:00:00', '2026-11-03 00:59:59'])
    const zoned = [
      '2026-11-01T00:59:59+01',
      '2026-11-01T00:00:00Z',
      '2026-11-02 23:59:59.5+00:00',
      '2026-11-01',
      '2026-11-03',
    ]
    expect(await inScope(zoned, 'Europe/Berlin')).toEqual([
      '2026-11-01T00:00:00Z',
      '2026-11-02 23:59:59.5+00:00',
      '2026-11-01',
    ])
  })

  test('fails on a value that is no date, with its file and line', async () => {
    await expect(inScope(['2026-11-01', '2026-02-30'])).rejects.toMatchObject({
      code: 'source-query',
      message: `billing: ${files.folder}/paid.csv line 3: "2026-02-30" in the dateColumn is no date; correct it, or leave the row out with a where.`,
    })
    await expect(inScope(['2026-11-01', 'soon'])).rejects.toMatchObject({
      message: expect.stringContaining('line 3: "soon"'),
    })
    expect(await inScope(['2026-11-01', 'soon'], 'UTC', `"paid on" <> 'soon'`)).toEqual(['2026-11-01'])
  })

  test('refuses a dateColumn that is not there', async () => {
    await files.write('undated.csv', 'id\n1\n')
    const scope = {
      kind: 'dates',
      column: 'paid',
      from: '2026-11-01',
      to: '2026-11-02',
      zone: 'UTC',
    } as const
    await expect(readAll(await files.open('undated.csv'), { columns: ['id'], scope })).rejects.toMatchObject({
      code: 'source-query',
      message: expect.stringContaining('undated.csv has no column "paid"'),
    })
  })
})

describe('a scope of changes of files', () => {
  async function inScope(values: (string | null)[], zone = 'UTC'): Promise<RawValue[]> {
    const rows = values.map((value, index) => `${index + 10},${value === null ? '' : `"${value}"`}\n`)
    await files.write('changed.csv', `id,changed at\n${rows.join('')}`)
    const since = '2026-11-01T10:00:00.500Z'
    const scope = { kind: 'changed', column: 'changed at', since, zone } as const
    const records = await readAll(await files.open('changed.csv'), { columns: ['id', 'changed at'], scope })
    return records.map(([, value]) => value!)
  }

  test('takes what changed at the instant or after it, and what does not tell', async () => {
    const before = ['2026-11-01 10:00:00.499999', '2026-10-31', '1999-01-01T00:00:00+00:00']
    const after = ['2026-11-01 10:00:00.5', '2026-11-01T10:00:01', '2027-01-01', null, '']
    expect(await inScope([...before, ...after])).toEqual(after)
  })

  test('reads a value without a zone in the zone of the side, others by their own', async () => {
    const values = [
      '2026-11-01 11:00:00',
      '2026-11-01 11:00:01',
      '2026-11-01T10:00:01Z',
      '2026-11-01T11:00:00+01',
    ]
    expect(await inScope(values, 'Europe/Berlin')).toEqual(['2026-11-01 11:00:01', '2026-11-01T10:00:01Z'])
  })

  test('takes a plain date whose day is not over at the instant, in the zone of the side', async () => {
    expect(await inScope(['2026-10-31', '2026-11-01', '2026-11-02'])).toEqual(['2026-11-01', '2026-11-02'])
    // Where the day of 31 October lasts until 12:00 UTC of 1 November.
    expect(await inScope(['2026-10-30', '2026-10-31'], 'Etc/GMT+12')).toEqual(['2026-10-31'])
  })

  test('takes a value that is no date, for nobody can say that its record did not change', async () => {
    const values = ['2026-02-30', 'soon', '1700000000', '2026-11-01 25:00:00']
    expect(await inScope(['1999-01-01', ...values])).toEqual(values)
  })
})
