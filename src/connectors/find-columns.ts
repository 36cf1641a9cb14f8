import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Column } from '../domain/record.ts'
import type { SideScope } from './contract.ts'

/** The wanted columns of a side in the wanted order. One that is not there, or there twice, is refused. */
export function findColumns<C extends Column>(
  place: string,
  columns: readonly C[],
  wanted: readonly string[],
): readonly C[] {
  const names = columns.map((column) => column.name)
  return wanted.map((name) => {
    const found = columns.filter((column) => column.name === name)
    if (found.length === 1) return found[0]!
    const problem =
      found.length === 0
        ? `has no column "${name}"${didYouMean(name, names)}; it has ${listNames(names)}`
        : `has ${found.length} columns "${name}"; give them different names`
    throw new CounterfoilError('source-query', `${place} ${problem}.`)
  })
}

/** The column that a scope of dates or changes looks at; null where it looks at none. */
export function findScopeColumn<C extends Column>(
  place: string,
  columns: readonly C[],
  scope: SideScope,
): C | null {
  return 'column' in scope ? findColumns(place, columns, [scope.column])[0]! : null
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `"${name}"`)
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`)
  return shown.length === 0 ? 'none' : shown.join(', ')
}
