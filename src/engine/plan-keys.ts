import type { KeyRules } from '../domain/key-rules.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Reconciliation, Side, Via } from '../domain/reconciliation.ts'
import type { Column, KeyOrder } from '../domain/record.ts'

/** Columns by side name, and by `mappingName` those of the table that translates a side's keys. */
type KeyColumns = Readonly<Record<string, readonly Column[]>>

/** Under which name `planComparison` is told the columns of a side's mapping table. No side has such a name. */
export function mappingName(side: string): string {
  return `${side} via`
}

/** Integers by value only where that is said, or every side that knows its types has an integer; CSV takes that over. */
export function orderOfKeyPart(reconciliation: Reconciliation, part: number, columns: KeyColumns): KeyOrder {
  const said = rulesOfPart(reconciliation, part)?.type
  if (said) return said === 'integer' ? 'integer' : 'bytes'
  const types = reconciliation.sides
    .map((side) => columnOfPart(side, part, columns)?.type ?? null)
    .filter((type) => type !== null)
  return types.length > 0 && types.every((type) => type === 'integer') ? 'integer' : 'bytes'
}

/** Rules that cannot mean anything, and mapping columns that do not exist. */
export function checkKeys({ sides, keyNames, keyRules }: Reconciliation, columns: KeyColumns): string[] {
  const unknown = Object.keys(keyRules)
    .filter((name) => !keyNames.includes(name))
    .map((name) => `keys.${name}: "${name}" is no part of the key: write ${keyNames.join(' or ')}`)
  const mappings = sides.flatMap((side) =>
    side.via ? checkVia(side.via, { side, columns: columns[mappingName(side.name)] ?? [] }) : [],
  )
  return [...unknown, ...mappings]
}

function checkVia(via: Via, { side, columns }: { side: Side; columns: readonly Column[] }): string[] {
  const known = columns.map((column) => column.name)
  return (['from', 'to'] as const).flatMap((end) => {
    const place = `sides.${side.name}.via.${end}`
    if (via[end].length !== side.keyColumns.length) {
      return [
        `${place}: ${via[end].length} columns where the key has ${side.keyColumns.length}: name as many`,
      ]
    }
    return via[end]
      .filter((column) => !known.includes(column))
      .map((column) => {
        const has = didYouMean(column, known) || `: it has ${known.join(', ') || 'no columns'}`
        return `${place}: the mapping of "${side.name}" has no column "${column}"${has}`
      })
  })
}

/** Whether a side's keys, as they are compared, can differ from what its source sorts by. */
export function rewritesKeys(reconciliation: Reconciliation, side: Side, columns: KeyColumns): boolean {
  if (side.via) return true
  return reconciliation.keyNames.some((_, part) => {
    const rules = rulesOfPart(reconciliation, part)
    return rules !== null && mayChange(rules, side, columnOfPart(side, part, columns))
  })
}

/** Numbers and UUIDs that their source knows to be such are written in one way already, so their index still serves. */
function mayChange(rules: KeyRules, side: Side, column: Column | null): boolean {
  if (!normalises(rules)) return false
  const prefix = rules.stripPrefix[side.name] ?? ''
  const isUuid = column?.nativeType === 'uuid'
  if (rules.keep !== null || (column?.type !== 'integer' && !isUuid)) return true
  if (rules.type === 'uuid' && !isUuid) return true
  return prefix !== '' && /^[-+0-9a-f]*$/i.test(prefix)
}

/** Whether a part goes through anything but a choice of its order. */
export function normalises(rules: KeyRules): boolean {
  const { type, trim, ignoreCase, keep, stripPrefix } = rules
  return type === 'uuid' || trim || ignoreCase || keep !== null || Object.keys(stripPrefix).length > 0
}

function rulesOfPart({ keyNames, keyRules }: Reconciliation, part: number): KeyRules | null {
  return keyRules[keyNames[part]!] ?? null
}

function columnOfPart(side: Side, part: number, columns: KeyColumns): Column | null {
  const [name, among] = side.via
    ? [side.via.to[part], columns[mappingName(side.name)]]
    : [side.keyColumns[part], columns[side.name]]
  return among?.find((column) => column.name === name) ?? null
}
