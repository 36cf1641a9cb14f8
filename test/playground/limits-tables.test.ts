import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import {
  button,
  cell,
  container,
  dataTable,
  divider,
  long,
  many,
  richText,
  rows,
  table,
} from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { type Limit, problemsOf, sendBlocks, tryLimits } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (block: unknown) => sendBlocks(playground, [block])
const sendAll = (blocks: unknown) => sendBlocks(playground, blocks)
const at = '[json-pointer:/blocks/0'

describe('tables', () => {
  const limits: Limit[] = [
    [
      '100 rows',
      table({ rows: rows(100) }),
      table({ rows: rows(101) }),
      `no more than 100 items allowed ${at}/rows]`,
    ],
    [
      '20 columns',
      table({ rows: rows(1, 20) }),
      table({ rows: rows(1, 21) }),
      `no more than 20 items allowed ${at}/rows/0]`,
    ],
    [
      'settings for 20 columns',
      table({ column_settings: many(20, () => ({})) }),
      table({ column_settings: many(21, () => ({})) }),
      `no more than 20 items allowed ${at}/column_settings]`,
    ],
    [
      'settings that are objects',
      table({ column_settings: [{ align: 'right' }] }),
      table({ column_settings: [null] }),
      `must provide an object ${at}/column_settings/0]`,
    ],
    [
      '10,000 characters in all cells',
      table({ rows: rows(10, 10, long(100)) }),
      table({ rows: [...rows(10, 10, long(100)), [cell()]] }),
      `must be less than 10001 characters in all cells ${at}/rows]`,
    ],
    [
      'a character in each cell',
      table(),
      table({ rows: [[cell('')]] }),
      `must be more than 0 characters ${at}/rows/0/0/text]`,
    ],
    [
      'cells of text, numbers and formatted text',
      table({ rows: [[cell(), { type: 'raw_number', value: 1 }, richText()]] }),
      table({ rows: [[button()]] }),
      `unsupported type: button ${at}/rows/0/0/type]`,
    ],
    [
      'numbers with a value',
      table({ rows: [[{ type: 'raw_number', value: 0.5, text: '½' }]] }),
      table({ rows: [[{ type: 'raw_number', text: '1' }]] }),
      `missing required field: value ${at}/rows/0/0]`,
    ],
  ]
  tryLimits(limits, send)
})

describe('data tables', () => {
  const limits: Limit[] = [
    [
      'a header and 100 rows',
      dataTable({ rows: rows(101) }),
      dataTable({ rows: rows(102) }),
      `no more than 101 items allowed ${at}/rows]`,
    ],
    [
      'a header and 1 row',
      dataTable({ rows: rows(2) }),
      dataTable({ rows: rows(1) }),
      `no fewer than 2 items allowed ${at}/rows]`,
    ],
    [
      'rows as long as the header',
      dataTable({ rows: rows(3, 2) }),
      dataTable({ rows: [...rows(2, 2), ...rows(1, 1)] }),
      `must have the same number of cells as the header ${at}/rows/2]`,
    ],
    [
      'a caption',
      dataTable({ caption: 'x' }),
      dataTable({ caption: '' }),
      `must be more than 0 characters ${at}/caption]`,
    ],
    [
      '10,000 characters in all cells',
      dataTable({ rows: rows(10, 10, long(100)) }),
      dataTable({ rows: rows(10, 10, long(100)).with(9, [cell(long(101)), ...rows(1, 9, long(100))[0]!]) }),
      `must be less than 10001 characters in all cells ${at}/rows]`,
    ],
    [
      '100 rows a page',
      dataTable({ page_size: 100 }),
      dataTable({ page_size: 101 }),
      `must be less than 101 ${at}/page_size]`,
    ],
    [
      '1 row a page',
      dataTable({ page_size: 1 }),
      dataTable({ page_size: 0 }),
      `must be greater than 0 ${at}/page_size]`,
    ],
    [
      'a column that names the row',
      dataTable({ row_header_column_index: 0 }),
      dataTable({ row_header_column_index: 1 }),
      `must be less than 1 ${at}/row_header_column_index]`,
    ],
    [
      'formatted text below the header',
      dataTable({ rows: [[cell()], [richText()]] }),
      dataTable({ rows: [[richText()], [cell()]] }),
      `unsupported type: rich_text ${at}/rows/0/0/type]`,
    ],
  ]
  tryLimits(limits, send)

  it('20 columns', async () => {
    expect((await send(dataTable({ rows: rows(2, 20) }))).code).toBe('accepted')
    expect(problemsOf(await send(dataTable({ rows: rows(2, 21) })))).toEqual([
      `[ERROR] no more than 20 items allowed ${at}/rows/0]`,
      `[ERROR] no more than 20 items allowed ${at}/rows/1]`,
    ])
  })

  it('one table a message, of whatever kind, containers included', async () => {
    const second = {
      code: 'invalid_attachments',
      messages: ['[ERROR] only_one_table_allowed [json-pointer:/blocks/1]'],
    }
    expect(await sendAll([table(), dataTable()])).toEqual(second)
    expect(await sendAll([dataTable(), dataTable()])).toEqual(second)
    expect((await sendAll([container({ child_blocks: [table()] })])).code).toBe('accepted')
    expect(await sendAll([dataTable(), container({ child_blocks: [divider, table()] })])).toEqual({
      code: 'invalid_attachments',
      messages: ['[ERROR] only_one_table_allowed [json-pointer:/blocks/1/child_blocks/1]'],
    })
  })
})
