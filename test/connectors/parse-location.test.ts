import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseLocation } from '../../src/connectors/parse-location.ts'

describe('parseLocation()', () => {
  test('takes a path or glob as files, absolute', () => {
    expect(parseLocation('exports/*.csv')).toEqual({
      settings: { type: 'files', path: resolve('exports/*.csv') },
      location: { table: null, query: null, where: null },
    })
    expect(parseLocation('/data/a#b.csv').settings).toEqual({ type: 'files', path: '/data/a#b.csv' })
  })

  test.each([
    ['postgres://u:p@host:5433/db#customers', 'postgres://u:p@host:5433/db', 'customers'],
    [
      'postgresql://host/db?sslmode=require#sales.customers',
      'postgresql://host/db?sslmode=require',
      'sales.customers',
    ],
    ['postgres://u:p%23x@host/db#%22Odd%20table%22', 'postgres://u:p%23x@host/db', '"Odd table"'],
    ['postgres://u:p#x@host/db#t', 'postgres://u:p#x@host/db', 't'],
    ['POSTGRES://host/db#100%', 'POSTGRES://host/db', '100%'],
  ])('takes %s as a database and the table after the last #', (text, url, table) => {
    expect(parseLocation(text)).toEqual({
      settings: { type: 'postgres', url, statementTimeoutSeconds: 3600 },
      location: { table, query: null, where: null },
    })
  })

  test.each([
    ['data/shop.db#customers', 'data/shop.db', 'customers'],
    ['/data/shop.SQLITE3#%22Odd%20table%22', '/data/shop.SQLITE3', '"Odd table"'],
    ['sqlite:shop.bin#customers', 'shop.bin', 'customers'],
    ['sqlite:///data/a#b.db#t', '/data/a#b.db', 't'],
  ])('takes %s as a SQLite database', (text, path, table) => {
    expect(parseLocation(text)).toEqual({
      settings: { type: 'sqlite', path: resolve(path) },
      location: { table, query: null, where: null },
    })
  })

  test.each([
    ['mysql://u:p@host:3307/db#customers', 'mysql://u:p@host:3307/db', 'customers'],
    [
      'mariadb://host/db?ssl-mode=REQUIRED#shop.%60a.b%60',
      'mariadb://host/db?ssl-mode=REQUIRED',
      'shop.`a.b`',
    ],
  ])('takes %s as a MySQL or MariaDB database', (text, url, table) => {
    expect(parseLocation(text)).toEqual({
      settings: { type: 'mysql', url, statementTimeoutSeconds: 3600 },
      location: { table, query: null, where: null },
    })
  })

  test.each([
    ['shop.db', /"shop\.db" names no table; write a SQLite database as data\.db#table/],
    ['sqlite:shop.bin', /"shop\.bin" names no table/],
    ['sqlite:#t', /names no table/],
    ['postgres://u:s3cret@host/db', /names no table; end it with #table/],
    ['postgres://u:s3cret@host/db#', /names no table/],
    ['mysql://u:s3cret@host/db', /MySQL side names no table; end it with #table or #database\.table/],
    ['oracle://u:s3cret@host/db#t', /cannot be an address of oracle:\/\/ here/],
    ['', /is empty; write a path/],
  ])('refuses %j as wrong usage, without the password', (text, sentence) => {
    const read = () => parseLocation(text)
    expect(read).toThrow(sentence)
    expect(read).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.not.stringContaining('s3cret') }),
    )
  })
})
