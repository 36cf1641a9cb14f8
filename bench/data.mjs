// The tables of the bench: `a_NAME` and `b_NAME`, the same but for planted differences, which the truth counts.

const KEYS = {
  bigint: { columns: 'id bigint', values: 'n', names: ['id'] },
  uuid: { columns: 'id uuid', values: `md5(n::text)::uuid`, names: ['id'] },
  composite: {
    columns: 'shop text, number text',
    values: `'shop ' || n % 97, 'order-' || n`,
    names: ['shop', 'number'],
  },
}

/** Eight kinds of fields in turn; the differing one is an amount. */
const FIELDS = [
  ['text', `'name ' || n`],
  ['numeric(14,2)', 'n * 1.25'],
  ['int', 'n % 1000'],
  ['timestamptz', `timestamptz '2026-01-01 00:00Z' + n * interval '1 second'`],
  ['text', `md5(n::text)`],
  ['boolean', 'n % 3 = 0'],
  ['date', `date '2020-01-01' + n % 2000`],
  ['text', `CASE WHEN n % 10 = 0 THEN NULL ELSE 'note ' || n % 5000 END`],
]

/**
 * A table: how many rows and columns (the key among them), its kind of key, and how many rows differ (`every`: one of so
 * many, in an amount; 0: none).
 */
export const tableOf = (name, { rows, columns, key = 'bigint', every }) => ({
  name,
  rows,
  columns,
  key,
  every,
})

export const keyNames = ({ key }) => KEYS[key].names

/** Names of the compared fields. */
export function fieldNames({ columns, key }) {
  return Array.from({ length: columns - KEYS[key].names.length }, (_, index) => `f${index}`)
}

/** Their types, in the words of PostgreSQL. */
export function fieldTypes(table) {
  return fieldNames(table).map((_, index) => FIELDS[index % FIELDS.length][0])
}

/** The record that `b` lacks; `b` has one more at the end. */
const LACKING = 5

/** What a right comparison counts. */
export function truthOf({ rows, every }) {
  if (every === 0) return { matched: rows, missing: 0, mismatch: 0 }
  const mismatch = Math.floor(rows / every) - (LACKING % every === 0 ? 1 : 0)
  return { matched: rows - 1, missing: 2, mismatch }
}

/** The statements that make both tables. */
export function statementsOf(table) {
  const { name, rows, key, every } = table
  const fields = fieldNames(table).map((field, index) => [field, ...FIELDS[index % FIELDS.length]])
  const columns = [KEYS[key].columns, ...fields.map(([field, type]) => `${field} ${type}`)].join(', ')
  const a = [KEYS[key].values, ...fields.map(([, , value]) => value)]
  const b = fields.map(([field, , value]) =>
    field === 'f1' && every > 0 ? `${value} + CASE WHEN n % ${every} = 0 THEN 0.01 ELSE 0 END` : value,
  )
  const isB =
    every > 0
      ? `generate_series(1, ${rows + 1}) AS n WHERE n <> ${LACKING}`
      : `generate_series(1, ${rows}) AS n`
  const primary = `ADD PRIMARY KEY (${keyNames(table).join(', ')})`
  return [
    `DROP TABLE IF EXISTS a_${name}, b_${name}`,
    `CREATE UNLOGGED TABLE a_${name} (${columns}); CREATE UNLOGGED TABLE b_${name} (${columns})`,
    `INSERT INTO a_${name} SELECT ${a.join(', ')} FROM generate_series(1, ${rows}) AS n`,
    `INSERT INTO b_${name} SELECT ${[KEYS[key].values, ...b].join(', ')} FROM ${isB}`,
    `ALTER TABLE a_${name} ${primary}`,
    `ALTER TABLE b_${name} ${primary}`,
    `VACUUM ANALYZE a_${name}`,
    `VACUUM ANALYZE b_${name}`,
  ]
}
