import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { RawValue } from '../../src/domain/record.ts'
import { compareRows, type Rows } from '../engine/compare-rows.ts'
import { loadText } from '../support/config-files.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/rules-of-equality.md`, 'utf8')
const SPECIFICATION = readFileSync(`${ROOT}src/engine/index.ts`, 'utf8')

interface Row {
  readonly section: string
  readonly header: readonly string[]
  readonly cells: readonly string[]
}

const ROWS = readRows(PAGE)
const VALUES = ROWS.filter(({ header }) => header[0] === 'value on a')
const COLUMNS = ROWS.filter(({ header }) => header[0] === 'column on a')
const KEYS = ROWS.filter(({ header }) => header[0] === 'key on a')

/** Every row of every table, with its section and header. */
function readRows(page: string): Row[] {
  const rows: Row[] = []
  let section = ''
  let header: string[] | null = null
  for (const line of page.split('\n')) {
    if (line.startsWith('## ')) section = line.slice(3)
    if (!line.startsWith('|')) {
      header = null
      continue
    }
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    if (header === null) header = cells
    else if (!/^[-| ]+$/.test(line)) rows.push({ section, header, cells })
  }
  return rows
}

/** `null`, or what stands between backticks, without the quotes around it. */
function readValue(cell: string): RawValue {
  if (cell === 'null') return null
  const text = /^`(.+)`$/.exec(cell)?.[1]
  if (text === undefined) throw new Error(`${cell} is no value: write null or \`value\``)
  return /^"(.*)"$/.exec(text)?.[1] ?? text
}

/** The field as the config would have it. */
async function readField(rule: string, sides: readonly string[]) {
  const { settings } = await loadText(
    [
      'sources: { s: { type: files, path: "*.csv" } }',
      'reconciliations:',
      '  page:',
      `    sides: { ${sides.map((side) => `${side}: { source: s, key: id }`).join(', ')} }`,
      `    fields: { x: ${rule.startsWith('{') ? rule : `{ ${rule} }`} }`,
      '',
    ].join('\n'),
  )
  return settings.reconciliations[0]!.fields[0]!
}

describe('docs/rules-of-equality.md', () => {
  test.each(VALUES.map((row) => [row.section, row.cells.join(' | '), row] as const))(
    '%s: %s',
    async (_section, _line, { cells }) => {
      const values = cells.slice(0, -2).map(readValue)
      const names = ['a', 'b', 'c'].slice(0, values.length)
      const wanted = {
        sides: Object.fromEntries(names.map((name) => [name, {}])),
        fields: { x: await readField(cells.at(-2)!, names) },
      }
      const sides = names.map((name, index): [string, Rows] => [
        name,
        { columns: ['id', 'x'], rows: [['1', values[index]!]] },
      ])
      const { records } = await compareRows(wanted, Object.fromEntries(sides), { keepRecords: true })
      expect(records[0]!.fields[0]!.verdict).toBe(cells.at(-1))
    },
  )

  test.each(KEYS.map((row) => [row.section, row.cells.join(' | '), row] as const))(
    '%s: %s',
    async (_section, _line, { cells }) => {
      const [a, b, type, found] = cells as [string, string, string, string]
      const side = (cell: string): Rows => ({
        columns: [`id:${type}`],
        rows: cell === '' ? [] : [[readValue(cell)]],
      })
      const { findings } = await compareRows(
        { sides: { a: {}, b: {} }, fields: {} },
        { a: side(a), b: side(b) },
      )
      expect(findings.map(({ kind }) => kind).join(', ') || 'nothing').toBe(found)
    },
  )

  test.each(COLUMNS.map((row) => [row.section, row.cells.join(' | '), row] as const))(
    '%s: %s',
    async (_section, _line, { cells }) => {
      const [a, b, rule, found] = cells as [string, string, string, string]
      const columns = { gone: ['id'], untyped: ['id', 'x'] }
      const side = (type: string): Rows => ({
        columns: columns[type as keyof typeof columns] ?? ['id', `x:${type}`],
        rows: [],
      })
      const known = { a: { x: 'x' }, b: { x: 'x' } }
      const fields = { x: await readField(rule, ['a', 'b']) }
      const { findings } = await compareRows(
        { sides: { a: {}, b: {} }, fields, known },
        { a: side(a), b: side(b) },
      )
      expect(findings.map(({ kind }) => kind).join(', ') || 'nothing').toBe(found)
    },
  )

  test('has a section for every rule of the specification that is about equality, with its number', () => {
    const inCode = [...SPECIFICATION.matchAll(/^ \* (\d+)\. \*\*/gm)].map((match) => match[1])
    const onPage = [...PAGE.matchAll(/^## (\d+)\. /gm)].map((match) => match[1])
    expect(onPage).toEqual(inCode)
  })

  test('has only tables that are run, but the one of the verdicts', () => {
    expect(VALUES.length).toBeGreaterThan(50)
    const rest = ROWS.filter((row) => ![...VALUES, ...KEYS, ...COLUMNS].includes(row))
    expect(rest.map(({ cells }) => cells[0]!.replaceAll('`', '')).sort()).toEqual(
      ['differs', 'equal', 'ignored', 'invalid', 'normalised', 'pending', 'tolerated'].sort(),
    )
  })
})
