import type { Problem } from './problem.ts'
import type { ReconciliationConfig } from './settings-schema.ts'

/** What is wrong with runs that look at changes alone: a side that tells none, a deep scan beside runs that are deep. */
export function checkChanges({ schedule, changes, sides }: ReconciliationConfig): Problem[] {
  const rules = typeof schedule === 'object' ? schedule : null
  const isChangedOnly = rules?.changedOnly === true
  const problems: Problem[] = []
  if (rules?.deepScan !== undefined && !isChangedOnly) {
    const sentence =
      'every run is a deep one without changedOnly: write changedOnly: true, or remove deepScan'
    problems.push({ path: ['schedule', 'deepScan'], sentence })
  }
  if (!isChangedOnly && changes === undefined) return problems
  const place = isChangedOnly ? 'changedOnly' : 'changes'
  const lacking = Object.entries(sides).filter(([, side]) => side.updatedAt === undefined)
  for (const [name] of lacking) {
    const sentence = `${place} needs to know when a record changed: write updatedAt: with a column of ${name}, or remove ${place}`
    problems.push({ path: ['sides', name], sentence })
  }
  return problems
}
