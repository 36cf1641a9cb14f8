import { isFedByEvents } from '../domain/event-records.ts'
import type { ConfigPath, Problem } from './problem.ts'
import type { SideConfig } from './settings-schema.ts'

/** What is wrong with where in its source something is read, by the source's type. */
export function checkLocation(
  path: ConfigPath,
  side: Pick<SideConfig, 'table' | 'query' | 'where'>,
  type: string,
): Problem[] {
  if (type === 'http') {
    return (['table', 'query', 'where'] as const)
      .filter((key) => side[key] !== undefined)
      .map((key) => ({
        path: [...path, key],
        sentence: `an http source has no ${key}: remove it, the parameters of its url say what is read`,
      }))
  }
  if (isFedByEvents(type)) {
    return (['table', 'query', 'where'] as const)
      .filter((key) => side[key] !== undefined)
      .map((key) => ({
        path: [...path, key],
        sentence: `a side that events tell of has no ${key}: remove it, what is read is what was told`,
      }))
  }
  if (type === 'files') {
    return (['table', 'query'] as const)
      .filter((key) => side[key] !== undefined)
      .map((key) => ({
        path: [...path, key],
        sentence: `a files source has no ${key}: remove it, its path says what is read`,
      }))
  }
  if (side.table !== undefined && side.query !== undefined) {
    return [{ path: [...path, 'query'], sentence: 'both table and query are said: write one of them' }]
  }
  if (side.table !== undefined || side.query !== undefined) return []
  return [
    {
      path,
      sentence: 'neither table nor query is said: write what to read, such as table: public.customers',
    },
  ]
}
