import type { RichTextElement, RichTextSection } from '@slack/types'
import type { RawValue, SideValues } from '../../domain/record.ts'
import { cut, LIMITS } from '../limits.ts'
import { markDifference } from './mark-difference.ts'
import { MASK } from './secrecy.ts'
import { visible, visibleAccents } from './visible.ts'
import { listWords } from './words.ts'

/** Sides that have the same raw value. */
export interface ValueGroup {
  readonly sides: readonly string[]
  readonly raw: RawValue
}

export function groupValues(values: SideValues): ValueGroup[] {
  const groups: { sides: string[]; raw: RawValue }[] = []
  for (const [side, raw] of Object.entries(values)) {
    const same = groups.find((group) => group.raw === raw)
    if (same) same.sides.push(side)
    else groups.push({ sides: [side], raw })
  }
  return groups
}

/** One line for each value that some side has, what differs from the likely correct (or first) one in bold. */
export function valueLines(
  groups: readonly ValueGroup[],
  shown: { readonly secret: boolean; readonly likelyCorrect: string | null },
): RichTextSection[] {
  const trusted = groups.find(({ sides }) => sides.includes(shown.likelyCorrect ?? ''))
  const texts = new Map(groups.map((group) => [group, printable(group, groups)]))
  return groups.map((group, index) => {
    const other = trusted && trusted !== group ? trusted : groups.find((candidate) => candidate !== group)
    const value = shown.secret
      ? maskedValue(group.raw, index)
      : markedValue(group.raw, texts.get(group)!, (other && other.raw !== null && texts.get(other)) || null)
    return line(group.sides, value, group === trusted ? '  ← likely correct' : '')
  })
}

/** `crm and billing:` and what follows. */
export function line(sides: readonly string[], value: readonly RichTextElement[], end = ''): RichTextSection {
  const name = cut(visible(listWords(sides)), LIMITS.cellText)
  const elements: RichTextElement[] = [{ type: 'text', text: `${name}: `, style: { bold: true } }, ...value]
  if (end !== '') elements.push({ type: 'text', text: end })
  return { type: 'rich_text_section', elements }
}

/** A value in words where it has no text of its own: `null`, `empty text`. */
export function wordForNothing(raw: RawValue): string | null {
  if (raw === null) return 'nothing (null)'
  return raw === '' ? 'empty text' : null
}

/** The text to show. Two values that would print alike have their accents named. */
function printable(group: ValueGroup, groups: readonly ValueGroup[]): string {
  const raw = group.raw ?? ''
  const alike = groups.some(
    (other) =>
      other !== group && other.raw !== null && visible(other.raw).normalize() === visible(raw).normalize(),
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
function maskedValue(raw: RawValue, index: number): RichTextElement[] {
  const nothing = wordForNothing(raw)
  if (nothing !== null) return [{ type: 'text', text: nothing, style: { italic: true } }]
  const letter = String.fromCharCode(65 + (index % 26))
  return [
    { type: 'text', text: MASK, style: { code: true } },
    { type: 'text', text: ` value ${letter}, hidden` },
  ]
}
