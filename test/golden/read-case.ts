import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../src/domain/finding.ts'
import type { RawValue } from '../../src/domain/record.ts'
import type { Rows } from '../engine/compare-rows.ts'
import type { Wanted } from '../engine/make-reconciliation.ts'

/** One golden case: rows a side, the rules, and what must be found, with a sentence why. */
export interface GoldenCase {
  readonly name: string
  readonly folder: string
  readonly why: string
  readonly rules: Wanted
  readonly sides: Readonly<Record<string, Rows>>
  /** By side: the rows that translate its keys, of `SOURCE.csv` where its `via` names the source. */
  readonly mappings: Readonly<Record<string, Rows>>
  /** What the case is about; anything not said is not checked. */
  readonly expected: Readonly<Record<string, unknown>>
}

export function listCases(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

/** Reads `rules.json`, one csv a side and `expected.json` of a case. */
export function readCase(root: string, name: string): GoldenCase {
  const folder = join(root, name)
  const { why, ...rules } = JSON.parse(readFileSync(join(folder, 'rules.json'), 'utf8')) as Wanted & {
    why: string
  }
  const sides = Object.keys(rules.sides).map((side) => [side, readRows(join(folder, `${side}.csv`))] as const)
  const mappings = Object.entries(rules.sides).flatMap(([side, { via }]) =>
    via ? [[side, readRows(join(folder, `${via.source}.csv`))] as const] : [],
  )
  const file = join(folder, 'expected.json')
  const expected = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GoldenCase['expected']) : {}
  const rowsOf = { sides: Object.fromEntries(sides), mappings: Object.fromEntries(mappings) }
  return { name, folder, why, rules, ...rowsOf, expected }
}

function readRows(file: string): Rows {
  const [header, ...rows] = parseRows(readFileSync(file, 'utf8'))
  return { columns: header!.map((cell) => cell ?? ''), rows }
}

/** CSV with `name:type` headers. An unquoted empty cell is null, a quoted one an empty text; quotes are doubled. */
function parseRows(text: string): RawValue[][] {
  const rows: RawValue[][] = []
  let row: RawValue[] = []
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    const [whole, quoted, plain, end] = match
    if (whole === '' && row.length === 0) break
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

/** Without what is the same in nearly every case: the severity, and groups of sides where each stands alone. */
export function shown({ severity: _, ...finding }: Finding): object {
  if (!('agreeing' in finding) || finding.agreeing.some((sides) => sides.length > 1)) return finding
  const { agreeing: __, ...rest } = finding
  return rest
}
