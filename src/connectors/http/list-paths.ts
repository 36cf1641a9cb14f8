import { type JsonPath, writePath } from '../../domain/json-path.ts'
import { isObject, type Json } from '../../domain/read-json.ts'

/** Deeper members are found when they are named, but not offered. */
const DEEPEST = 4
const ENOUGH_RECORDS = 1000
const ENOUGH_PATHS = 1000

/** The paths of all members of some records, in the order in which they first occur. Lists are not entered. */
export function listPaths(records: readonly Json[]): readonly string[] {
  const paths = new Set<string>()
  for (const record of records.slice(0, ENOUGH_RECORDS)) addPaths(paths, record, [])
  return [...paths]
}

function addPaths(paths: Set<string>, value: Json, at: JsonPath): void {
  if (!isObject(value) || at.length === DEEPEST) return
  for (const [name, member] of Object.entries(value)) {
    if (paths.size >= ENOUGH_PATHS) return
    const path = [...at, name]
    paths.add(writePath(path))
    addPaths(paths, member, path)
  }
}
