import type { Reconciliation } from '../../domain/reconciliation.ts'
import { displayKey, type RawValue } from '../../domain/record.ts'
import type { RemedyOutcome } from '../../operations/apply-remedy.ts'
import type { RemedyPlan } from '../../operations/plan-remedies.ts'
import { displayText, displayValue } from './display-value.ts'

const MASK = '****'

/** What a fix would do, line by line; sensitive values are masked. */
export function formatPlan(plan: RemedyPlan, reconciliation: Reconciliation | null): string[] {
  const { key, shown, before, after, refused, remedy, side, number, left } = planData(plan, reconciliation)
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after ?? {})])]
  const lines = [
    `${displayText(remedy.title)} (${remedy.name}), for #${number}`,
    `  changes ${side}, key ${displayText(displayKey(key))}${remedy.isDryRun ? '; a dry run: nothing stays changed' : ''}`,
    ...fields.map(
      (field) => `  ${field}: ${valueText(before, field)} -> ${after ? valueText(after, field) : '?'}`,
    ),
    ...shown.flatMap(({ label, text }) => [
      `  ${label}: ${text.split('\n').map(displayText).join('\n    ')}`,
    ]),
    `  ${left} left within 24 hours`,
    ...(refused === null ? [] : [`  it cannot be applied: ${refused}`]),
  ]
  return lines.map((line) => `${line}\n`)
}

/** The same as `--format json` prints it. */
export function planData(plan: RemedyPlan, reconciliation: Reconciliation | null) {
  const { remedy, discrepancy, side, shown, before, after, refused, left } = plan
  return {
    number: discrepancy.number,
    reconciliation: discrepancy.reconciliation,
    remedy: { name: remedy.name, title: remedy.title, isDryRun: remedy.dryRun },
    side,
    key: discrepancy.finding.key,
    before: masked(before, reconciliation),
    after: after && masked(after, reconciliation),
    shown: shown.map(({ label, text, isSensitive }) => ({ label, text: isSensitive ? MASK : text })),
    left,
    refused,
  }
}

/** One line: what came of it, and why. */
export function formatOutcome(outcome: RemedyOutcome): string {
  const { number } = outcome.discrepancy
  if ('forbidden' in outcome) return `#${number}: not allowed\n`
  if ('refused' in outcome) return `#${number}: nothing was changed, ${displayText(outcome.refused)}\n`
  const { state, said, id, undoes } = outcome.attempt
  const word = undoes !== null && state === 'applied' ? 'taken back' : state
  return `#${number}: ${word}${said === null ? '' : `, ${displayText(said)}`} (attempt ${id})\n`
}

function masked(
  values: Readonly<Record<string, RawValue>>,
  reconciliation: Reconciliation | null,
): Record<string, RawValue> {
  const isOpen = (field: string) =>
    reconciliation?.fields.some(({ name, sensitive }) => name === field && !sensitive) ?? false
  const shown = Object.entries(values).map(([field, value]) => [
    field,
    value === null || isOpen(field) ? value : MASK,
  ])
  return Object.fromEntries(shown)
}

function valueText(values: Readonly<Record<string, RawValue>>, field: string): string {
  return field in values ? displayValue(values[field]!) : 'nothing there'
}
