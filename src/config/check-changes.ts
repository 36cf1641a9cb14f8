import { entriesOf } from './normalise-schedule.ts'
import type { Problem } from './problem.ts'
import type { ReconciliationConfig } from './settings-schema.ts'

/** What is wrong with runs that look at changes alone: a side that tells none, a deep scan beside runs that are deep. */
export function checkChanges({ schedule, changes, sides }: ReconciliationConfig): Problem[] {
  const entries = entriesOf(schedule).map((entry) => (typeof entry === 'string' ? { cron: entry } : entry))
  const isChangedOnly = entries.some(({ changedOnly }) => changedOnly === true)
  const problems = entries.flatMap((entry, index): Problem[] => {
    if (entry.deepScan === undefined || entry.changedOnly === true) return []
    const sentence =
      'every run is a deep one without changedOnly: write changedOnly: true, or remove deepScan'
    return [{ path: ['schedule', ...(Array.isArray(schedule) ? [index] : []), 'deepScan'], sentence }]
  })
  if (!isChangedOnly && changes === undefined) return problems
  const place = isChangedOnly ? 'changedOnly' : 'changes'
  const lacking = Object.entries(sides).filter(([, side]) => side.updatedAt === undefined)
  for (const [name] of lacking) {
    const sentence = `${place} needs to know when a record changed: write updatedAt: with a column of ${name}, or remove ${place}`
    problems.push({ path: ['sides', name], sentence })
  }
  return problems
}
