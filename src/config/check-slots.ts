import type { Problem } from './problem.ts'

/** Slots that two sides read: what one has let go, the other never sees. */
export function checkSlots(value: unknown): Problem[] {
  const readers = new Map<string, string>()
  return sidesOf(value).flatMap(({ path, side }) => {
    const { source, changes } = side
    if (!isRecord(changes) || typeof changes.slot !== 'string') return []
    const slot = JSON.stringify([source, changes.slot])
    const reader = readers.get(slot)
    if (reader === undefined) {
      readers.set(slot, path.join('.'))
      return []
    }
    const sentence = `"${changes.slot}" is read by ${reader} already, and a slot has one reader: create another one`
    return [{ path: [...path, 'changes', 'slot'], sentence }]
  })
}

function sidesOf(value: unknown): { path: string[]; side: Record<string, unknown> }[] {
  const reconciliations = isRecord(value) ? value.reconciliations : null
  return entriesOf(reconciliations).flatMap(([name, reconciliation]) =>
    entriesOf(isRecord(reconciliation) ? reconciliation.sides : null).flatMap(([side, rules]) =>
      isRecord(rules) ? [{ path: ['reconciliations', name, 'sides', side], side: rules }] : [],
    ),
  )
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
