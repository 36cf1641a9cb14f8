import type { TotalExplanation } from '../../engine/index.ts'
import { displayText } from './display-value.ts'
import { paint, type TableStyle } from './table-style.ts'

const WORDS: Readonly<Record<keyof TotalExplanation['found'], string>> = {
  mismatch: 'values that differ',
  missing: 'missing records',
  duplicate: 'duplicate keys',
  invalid: 'invalid values',
}

/** Whether the findings explain why totals differ; nothing about totals that are the same. */
export function formatTotals(totals: readonly TotalExplanation[], style: TableStyle): string {
  const lines = totals
    .filter(
      ({ difference, found, allowed }) =>
        !isZero(difference) || !isZero(allowed) || Object.keys(found).length > 0,
    )
    .map((total) => `  ${describeTotal(total, style)}\n`)
  return lines.length === 0 ? '' : `\n${paint(style, 'bold', 'Control totals')}\n${lines.join('')}`
}

function describeTotal(total: TotalExplanation, style: TableStyle): string {
  const { side, against, difference, allowed, outside, unexplained } = total
  const place = `${displayText(total.field)}: ${displayText(side)}`
  if (difference === null)
    return `${place} against ${displayText(against)}: no finite sum, so nothing can be said`
  const parts = (Object.keys(WORDS) as (keyof typeof WORDS)[]).flatMap((kind) => {
    const amount = total.found[kind]
    return amount === undefined ? [] : [`${amount} ${WORDS[kind]}`]
  })
  if (outside !== undefined) parts.push(`${outside} of records dated outside the range on one side`)
  if (!isZero(allowed)) parts.push(`${allowed} allowed by the rules`)
  if (!isZero(unexplained)) parts.push(paint(style, 'red', `${unexplained} unexplained`))
  const verdict = total.isExplained ? paint(style, 'green', 'explained to the cent') : 'explained in part'
  return `${place} less ${displayText(against)} is ${difference}, ${verdict}: ${parts.join(', ')}`
}

function isZero(amount: string | null): boolean {
  return amount !== null && /^-?[0.]*$/.test(amount)
}
