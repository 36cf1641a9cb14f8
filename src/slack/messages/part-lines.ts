import type { RichTextElement, RichTextSection } from '@slack/types'
import type { GroupPart, PartsBySide } from '../../domain/group-parts.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { RawValue } from '../../domain/record.ts'
import { cut } from '../limits.ts'
import { isSecret, MASK } from './secrecy.ts'
import { line, wordForNothing } from './side-values.ts'
import { visible } from './visible.ts'
import { countOf } from './words.ts'

/** Twenty parts with two of these must fit on a card with everything else. */
const WIDTH = 40

/** What each group is made of, a line a side: `payments: 2 parts: p4 60.00, p5 40.01`. Sensitive values are hidden. */
export function partLines(
  parts: PartsBySide | undefined,
  reconciliation: Reconciliation | null,
): RichTextSection[] {
  return Object.entries(parts ?? {}).map(([side, { total, shown }]) => {
    const elements: RichTextElement[] = [{ type: 'text', text: `${countOf(total, 'part')}: ` }]
    for (const [index, part] of shown.entries()) {
      if (index > 0) elements.push({ type: 'text', text: ', ' })
      elements.push(...partElements(part, side, reconciliation))
    }
    if (total > shown.length)
      elements.push({ type: 'text', text: ` and ${(total - shown.length).toLocaleString('en')} more` })
    return line([side], elements)
  })
}

function partElements(
  { key, values }: GroupPart,
  side: string,
  reconciliation: Reconciliation | null,
): RichTextElement[] {
  const amounts = Object.entries(values).map(([field, raw]) => {
    const text = isSecret(reconciliation, field) && raw ? MASK : readable(raw)
    return { type: 'text', text: ` ${text}` } as const
  })
  const name = isSecretPart(side, reconciliation) && key ? MASK : readable(key)
  return [{ type: 'text', text: name, style: { code: true } }, ...amounts]
}

/** A part's key is shown like a record's, unless it stands in the column of a sensitive field. */
export function isSecretPart(name: string, reconciliation: Reconciliation | null): boolean {
  const side = reconciliation?.sides.find((candidate) => candidate.name === name)
  const column = side?.groupBy?.partsColumn
  if (!side || column == null) return true
  return reconciliation!.fields.some(
    (field) => field.sensitive && (field.name === column || side.columns[field.name] === column),
  )
}

function readable(raw: RawValue): string {
  return wordForNothing(raw) ?? cut(visible(raw ?? ''), WIDTH)
}
