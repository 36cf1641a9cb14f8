import { keyColumns } from './key-columns.ts'
import { entriesOf } from './normalise-schedule.ts'
import type { Problem } from './problem.ts'
import type { ReconciliationConfig, SideConfig } from './settings-schema.ts'

/**
 * What is wrong with runs that look at changes alone: a side that tells none, a change log that cannot be read, a deep
 * scan beside runs that are deep.
 */
export function checkChanges(
  { schedule, changes, sides }: ReconciliationConfig,
  sourceTypes: Readonly<Record<string, string>>,
): Problem[] {
  const logs = Object.entries(sides).flatMap(([name, side]) =>
    checkLog(side, sourceTypes[side.source]).map(({ path, sentence }) => ({
      path: ['sides', name, 'changes', ...path],
      sentence,
    })),
  )
  const entries = entriesOf(schedule).map((entry) => (typeof entry === 'string' ? { cron: entry } : entry))
  const isChangedOnly = entries.some(({ changedOnly }) => changedOnly === true)
  const problems = entries.flatMap((entry, index): Problem[] => {
    if (entry.deepScan === undefined || entry.changedOnly === true) return []
    const sentence =
      'every run is a deep one without changedOnly: write changedOnly: true, or remove deepScan'
    return [{ path: ['schedule', ...(Array.isArray(schedule) ? [index] : []), 'deepScan'], sentence }]
  })
  // A slot that no run reads fills the disk of its server, so every run follows it.
  if (isChangedOnly || changes !== undefined || Object.values(sides).some((side) => side.changes))
    problems.push(...checkTold(sides, isChangedOnly ? 'changedOnly' : 'changes'))
  return [...problems, ...logs]
}

function checkTold(sides: ReconciliationConfig['sides'], place: string): Problem[] {
  return Object.entries(sides)
    .filter(([, side]) => side.updatedAt === undefined && side.changes === undefined)
    .map(([name]) => ({
      path: ['sides', name],
      sentence: `${place} needs to know when a record changed: write updatedAt: with a column of ${name}, or changes: with its change log, or remove ${place}`,
    }))
}

function checkLog(side: SideConfig, type: string | undefined): Problem[] {
  const { changes } = side
  if (changes === undefined) return []
  if (type !== undefined && type !== 'postgres') {
    const sentence = `only a postgres source has a change log that is read, and ${side.source} is ${type}: write updatedAt instead`
    return [{ path: [], sentence }]
  }
  if (changes.slot !== undefined && side.table === undefined) {
    const sentence =
      'a slot tells the changes of a table, and this side is a query: write table, or a table of changes'
    return [{ path: ['slot'], sentence }]
  }
  if (changes.key === undefined) return []
  const [parts, wanted] = [keyColumns({ key: changes.key }).length, keyColumns(side).length]
  if (parts === wanted) return []
  const sentence = `${parts} named here, and the key of the side has ${wanted}: name a column for each, in the same order`
  return [{ path: ['key'], sentence }]
}
