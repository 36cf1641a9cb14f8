import type { RichTextElement, RichTextSection } from '@slack/types'
import type { MismatchFinding } from '../../domain/finding.ts'
import type { RawValue, SideValues } from '../../domain/record.ts'
import { cut, LIMITS } from '../limits.ts'
import { markDifference } from './mark-difference.ts'
import { maskTexts } from './secrecy.ts'
import { visible, visibleAccents } from './visible.ts'
import { listWords } from './words.ts'

/** Sides that have the same raw value. */
export interface SameText {
  readonly sides: readonly string[]
  readonly raw: RawValue
}

/** Sides that agree; more than one text where they do so only by the rules (`492.05` and `492.0500`). */
export type ValueGroup = readonly [SameText, ...SameText[]]

export function groupTexts(values: SideValues): SameText[] {
  const groups: { sides: string[]; raw: RawValue }[] = []
  for (const [side, raw] of Object.entries(values)) {
    const same = groups.find((group) => group.raw === raw)
    if (same) same.sides.push(side)
    else groups.push({ sides: [side], raw })
  }
  return groups
}

/** Sides that agree together. What agrees with nothing, and findings from before groups were kept, go by their text. */
export function groupValues({ values, agreeing = [] }: Shown): ValueGroup[] {
  const named = new Set(agreeing.flat())
  const textsOf = (sides: readonly string[]) =>
    groupTexts(Object.fromEntries(Object.entries(values).filter(([side]) => sides.includes(side))))
  const others = textsOf(Object.keys(values).filter((side) => !named.has(side)))
  return [...agreeing.map(textsOf), ...others.map((text) => [text])].filter(isGroup)
}

type Shown = Pick<MismatchFinding, 'values'> & Partial<Pick<MismatchFinding, 'agreeing'>>

function isGroup(texts: SameText[]): texts is [SameText, ...SameText[]] {
  return texts.length > 0
}

/** One line for each value that some side has, what differs from the likely correct (or first) one in bold. */
export function valueLines(
  groups: readonly ValueGroup[],
  shown: { readonly secret: boolean; readonly likelyCorrect: string | null },
): RichTextSection[] {
  const trusted = groups.find((group) => sidesOf(group).includes(shown.likelyCorrect ?? ''))
  const masks = maskTexts(groups.map(([text]) => text.raw))
  return groups.map((group, index) => {
    const end = group === trusted ? '  ← likely correct' : ''
    if (shown.secret) return line(sidesOf(group), maskedValue(group[0].raw, masks[index]!), end)
    const other = trusted && trusted !== group ? trusted : groups.find((candidate) => candidate !== group)
    const reference = other && other[0].raw !== null ? printable(other[0], besides(other, groups)) : null
    const values = group.map((same, at) =>
      // Texts that agree differ in nothing that matters: only the first shows what other sides have not.
      markedValue(same.raw, printable(same, besides(group, groups)), at === 0 ? reference : null),
    )
    return group.length === 1 ? line(group[0].sides, values[0]!, end) : textsLine(group, values, end)
  })
}

/** `crm and billing:` and what follows. */
export function line(sides: readonly string[], value: readonly RichTextElement[], end = ''): RichTextSection {
  const elements: RichTextElement[] = [nameOf(sides, ': '), ...value]
  if (end !== '') elements.push({ type: 'text', text: end })
  return { type: 'rich_text_section', elements }
}

function besides(group: ValueGroup, groups: readonly ValueGroup[]): SameText[] {
  return groups.filter((candidate) => candidate !== group).flat()
}

/** Of texts that agree this many are enough. */
const TEXTS = 4

/** `crm 492.05 and warehouse 492.0500`. */
function textsLine(
  group: ValueGroup,
  values: readonly (readonly RichTextElement[])[],
  end: string,
): RichTextSection {
  const elements = group.slice(0, TEXTS).flatMap(({ sides }, index): RichTextElement[] => {
    const before = index === group.length - 1 ? ' and ' : ', '
    const named = [nameOf(sides, ' '), ...values[index]!]
    return index === 0 ? named : [{ type: 'text', text: before }, ...named]
  })
  const more = sidesOf(group).length - group.slice(0, TEXTS).flatMap(({ sides }) => sides).length
  const after = `${more > 0 ? ` and ${more} more` : ''}${end}`
  if (after !== '') elements.push({ type: 'text', text: after })
  return { type: 'rich_text_section', elements }
}

function nameOf(sides: readonly string[], end: string): RichTextElement {
  const name = cut(visible(listWords(sides)), LIMITS.cellText)
  return { type: 'text', text: `${name}${end}`, style: { bold: true } }
}

function sidesOf(group: ValueGroup): string[] {
  return group.flatMap(({ sides }) => sides)
}

/** A value in words where it has no text of its own: `null`, `empty text`. */
export function wordForNothing(raw: RawValue): string | null {
  if (raw === null) return 'nothing (null)'
  return raw === '' ? 'empty text' : null
}

/** The text to show. Where another text would print alike, accents are named. */
function printable(text: SameText, others: readonly SameText[]): string {
  const raw = text.raw ?? ''
  const alike = others.some(
    (other) => other.raw !== null && visible(other.raw).normalize() === visible(raw).normalize(),
  )
  return alike ? visibleAccents(raw) : visible(raw)
}

function markedValue(raw: RawValue, text: string, reference: string | null): RichTextElement[] {
  const nothing = wordForNothing(raw)
  if (nothing !== null) return [{ type: 'text', text: nothing, style: { italic: true } }]
  const { before, changed, after } = markDifference(text, reference ?? '')
  const pieces: RichTextElement[] = [
    { type: 'text', text: before, style: { code: true } },
    { type: 'text', text: changed, style: { code: true, bold: true } },
    { type: 'text', text: after, style: { code: true } },
  ]
  return pieces.filter((piece) => piece.type === 'text' && piece.text !== '')
}

/** Hides a sensitive value; a letter tells different ones apart, so that equal ones can be recognised. */
function maskedValue(raw: RawValue, mask: string | null): RichTextElement[] {
  if (mask === null) return [{ type: 'text', text: wordForNothing(raw) ?? '', style: { italic: true } }]
  return [{ type: 'text', text: mask, style: { code: true } }]
}
