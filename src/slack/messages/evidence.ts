import type { RichTextBlock, RichTextElement, RichTextSection } from '@slack/types'
import type { Finding, MismatchFinding } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { amountApart } from './amount-apart.ts'
import { hiddenDifference } from './hidden-difference.ts'
import { pairingLines, pairLines } from './pair-lines.ts'
import { partLines } from './part-lines.ts'
import { schemaLines } from './schema-lines.ts'
import { isSecret, MASK, maskTexts } from './secrecy.ts'
import { groupValues, line, type ValueGroup, valueLines, wordForNothing } from './side-values.ts'
import { visible } from './visible.ts'

/**
 * What every side says, as a list. Values stand in rich text, where nothing is read as a mention, a link or a
 * format. At most as many lines as one finding can have different values, cut at `LINES`.
 */
export function evidence(finding: Finding, reconciliation: Reconciliation | null): RichTextBlock {
  const lines = linesOf(finding, reconciliation)
  const shown = lines.slice(0, LINES)
  if (lines.length > LINES) shown.push(words(`and ${lines.length - LINES} more`))
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_list', style: 'bullet', indent: 0, elements: shown }],
  }
}

const LINES = 12

function linesOf(finding: Finding, reconciliation: Reconciliation | null): RichTextSection[] {
  switch (finding.kind) {
    case 'mismatch':
      return [...mismatchLines(finding, reconciliation), ...partLines(finding.parts, reconciliation)]
    case 'missing':
      return [
        line(finding.presentOn, [{ type: 'text', text: 'has this record' }]),
        line(finding.missingFrom, [{ type: 'text', text: 'has no such record', style: { bold: true } }]),
        ...pairingLines(finding.pairing, reconciliation),
        ...partLines(finding.parts, reconciliation),
      ]
    case 'rekeyed':
      return pairLines(finding, reconciliation)
    case 'duplicate':
      return [line([finding.side], [{ type: 'text', text: `has this key ${finding.count} times` }])]
    case 'invalid':
      return [line([finding.side], invalidValue(finding.raw, isSecret(reconciliation, finding.field)))]
    case 'schema':
      return schemaLines(finding)
  }
}

function mismatchLines(finding: MismatchFinding, reconciliation: Reconciliation | null): RichTextSection[] {
  const secret = isSecret(reconciliation, finding.field)
  const groups = groupValues(finding)
  const lines = valueLines(groups, { secret, likelyCorrect: finding.likelyCorrect })
  if (secret) return [...lines, ...hiddenLines(groups)]
  const apart = differenceOf(finding.field, groups, reconciliation)
  return apart === null ? lines : [...lines, words(`Difference: ${cut(apart, LIMITS.cellText)}`)]
}

/** How hidden values differ, each from the one before that it is told apart from by its letter. */
function hiddenLines(groups: readonly ValueGroup[]): RichTextSection[] {
  const masks = maskTexts(groups.map(([{ raw }]) => raw))
  const shown = groups.flatMap(([{ raw }], index) => {
    const mask = masks[index]
    return raw === null || mask == null ? [] : [{ raw, letter: mask.slice(MASK.length + 1) }]
  })
  // Of more, every pair would be a line.
  if (shown.length > 3) return []
  const pairs = shown.flatMap((one, index) => shown.slice(index + 1).map((other) => ({ one, other })))
  return pairs.flatMap(({ one, other }) => {
    const how = hiddenDifference(one.raw, other.raw)
    return how === null ? [] : [words(`${one.letter} and ${other.letter} differ ${how}`)]
  })
}

/** The amount between two numbers; only for fields that are compared as numbers. */
function differenceOf(
  field: string,
  groups: readonly ValueGroup[],
  reconciliation: Reconciliation | null,
): string | null {
  const rules = reconciliation?.fields.find(({ name }) => name === field)
  const isNumber = rules?.type === 'decimal' || rules?.type === 'integer' || rules?.tolerance != null
  const [one, other, third] = groups
  if (!isNumber || third || !one || !other) return null
  const amounts = one.flatMap((a) =>
    other.map((b) => (a.raw === null || b.raw === null ? null : amountApart(a.raw, b.raw))),
  )
  // Values that agree within a tolerance are not equally far from another.
  return new Set(amounts).size === 1 ? amounts[0]! : null
}

function invalidValue(raw: string | null, secret: boolean): RichTextElement[] {
  const nothing = wordForNothing(raw)
  if (raw === null || nothing !== null)
    return [{ type: 'text', text: `has ${nothing}`, style: { italic: true } }]
  const value = secret ? MASK : cut(visible(raw), LIMITS.cellText)
  return [
    { type: 'text', text: 'has ' },
    { type: 'text', text: value, style: { code: true } },
  ]
}

function words(text: string): RichTextSection {
  return { type: 'rich_text_section', elements: [{ type: 'text', text }] }
}
