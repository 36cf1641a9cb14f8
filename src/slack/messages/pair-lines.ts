import type { RichTextElement, RichTextSection } from '@slack/types'
import type { OpenPairing, RekeyedFinding } from '../../domain/finding.ts'
import { describeReason } from '../../domain/pair-reason.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { RecordKey } from '../../domain/record.ts'
import { cut, LIMITS } from '../limits.ts'
import { isSecret, keyText } from './secrecy.ts'
import { groupTexts, line, type SameText, valueLines } from './side-values.ts'
import { visible } from './visible.ts'

/** Differing fields that are shown with their values; a line a side each must fit on a card. */
const FIELDS = 3

/** One record with two keys: each side's key, the score and why, then the fields that differ. */
export function pairLines(finding: RekeyedFinding, reconciliation: Reconciliation | null): RichTextSection[] {
  const keys = Object.entries(finding.keys).map(([side, key]) =>
    line([side], [{ type: 'text', text: 'has it as ' }, keyElement(key, reconciliation)]),
  )
  const why = finding.reasons.map(describeReason).join(', ')
  const shown = finding.differing.slice(0, FIELDS)
  const more = finding.differing.length - shown.length
  return [
    ...keys,
    words(`Score ${finding.score}: ${cut(visible(why), LIMITS.cellText)}`),
    ...shown.flatMap((differing) => differingLines(differing, reconciliation)),
    ...(more > 0 ? [words(`and ${more} more that differ`)] : []),
  ]
}

/** Why a missing record is not paired, where there were records that it may be. */
export function pairingLines(
  pairing: OpenPairing | undefined,
  reconciliation: Reconciliation | null,
): RichTextSection[] {
  if (pairing === undefined) return []
  const { outcome, candidates } = pairing
  if (candidates.length === 0)
    return [words('Whether it has another key there is undecided: too many records had to be looked at.')]
  const elements = candidates.flatMap(({ key, score }, index): RichTextElement[] => [
    { type: 'text', text: index === 0 ? 'It may be ' : ', ' },
    keyElement(key, reconciliation),
    { type: 'text', text: ` (${score})` },
  ])
  const end =
    outcome === 'tied' ? ': as likely, so not decided' : ': not all could be looked at, so not decided'
  return [{ type: 'rich_text_section', elements: [...elements, { type: 'text', text: end }] }]
}

function differingLines(
  { field, values }: RekeyedFinding['differing'][number],
  reconciliation: Reconciliation | null,
): RichTextSection[] {
  const groups = groupTexts(values).map((text): [SameText] => [text])
  const lines = valueLines(groups, { secret: isSecret(reconciliation, field), likelyCorrect: null })
  const name: RichTextElement = { type: 'text', text: `${cut(visible(field), LIMITS.cellText)}: ` }
  return lines.map((section) => ({ ...section, elements: [name, ...section.elements] }))
}

function keyElement(key: RecordKey, reconciliation: Reconciliation | null): RichTextElement {
  const text = cut(visible(keyText(reconciliation, key)), LIMITS.cellText)
  return { type: 'text', text: text || '∅', style: { code: true } }
}

function words(text: string): RichTextSection {
  return { type: 'rich_text_section', elements: [{ type: 'text', text }] }
}
