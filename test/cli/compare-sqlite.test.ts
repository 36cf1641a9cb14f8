import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { expect, test } from 'vitest'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

test('compare reads a table of a SQLite database and an array of a JSON file', async () => {
  const cwd = await makeFolder({
    'billing.json': '[{"id":1,"balance":42.50},{"id":2,"balance":1.20},{"id":9007199254740993,"balance":5}]',
  })
  const database = new sqlite.Database(join(cwd, 'shop.db'))
  database.exec(`CREATE TABLE customers (id INTEGER PRIMARY KEY, balance DECIMAL(10, 2));
    INSERT INTO customers VALUES (1, 42.5), (2, 1.1), (9007199254740992, 5)`)
  database.close()
  const words = ['compare', 'shop.db#customers', 'billing.json', '--key', 'id', '--format', 'json']
  const { status, stdout, stderr } = await runCounterfoil(words, { cwd })
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  const { counts, findings } = JSON.parse(stdout)
  expect(counts).toMatchObject({ matched: 2, agreeing: 1, missing: 2, mismatch: 1, invalid: 0 })
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: 'mismatch', key: { id: '2' }, values: { a: '1.1', b: '1.20' } }),
  )
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: 'missing', key: { id: '9007199254740992' }, presentOn: ['a'] }),
  )
})

test('compare names the tables that there are', async () => {
  const cwd = await makeFolder({ 'billing.csv': 'id\n1\n' })
  const database = new sqlite.Database(join(cwd, 'shop.db'))
  database.exec('CREATE TABLE customers (id INTEGER)')
  database.close()
  const words = ['compare', 'shop.db#custmers', 'billing.csv', '--key', 'id']
  const { status, stderr } = await runCounterfoil(words, { cwd })
  expect(status).toBe(3)
  expect(stderr).toContain('has no table "custmers" (did you mean "customers"?); it has customers.')
})
