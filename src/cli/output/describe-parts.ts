import type { GroupPart, GroupParts, PartsBySide } from '../../domain/group-parts.ts'
import { displayValue } from './display-value.ts'
import { cutText } from './mark-difference.ts'

/** Parts that stand on one line of a table. */
const SHOWN = 3
const WIDTH = 16

/** What groups are made of, on one line: `payments: p1 60.00, p2 40.01`, `payments: 1 10, 2 10, 3 10 and 37 more`. */
export function describeParts(parts: PartsBySide): string {
  return Object.entries(parts)
    .map(([side, group]) => `${side}: ${describeGroup(group)}`)
    .join('; ')
}

function describeGroup({ total, shown }: GroupParts): string {
  const listed = shown.slice(0, SHOWN)
  const rest = total - listed.length
  return `${listed.map(describePart).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function describePart({ key, values }: GroupPart): string {
  return [key, ...Object.values(values)].map((value) => cutText(displayValue(value), WIDTH)).join(' ')
}
