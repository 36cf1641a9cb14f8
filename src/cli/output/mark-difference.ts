import { displayWidth, graphemes } from './display-width.ts'

/** One value cut to fit, in three parts; `differing` is what the compared values do not have in common. */
export interface MarkedValue {
  readonly before: string
  readonly differing: string
  readonly after: string
}

/** What the values have in common stays at the ends; long ones are cut with `…` so that the difference stays in view. */
export function markDifference(values: readonly string[], maxWidth: number): MarkedValue[] {
  const split = values.map(graphemes)
  const before = commonStart(split)
  const after = commonStart(split.map((value) => value.slice(before).reverse()))
  return split.map((value) => cut(value, { before, after, maxWidth }))
}

/** A text cut with `…` to fit. */
export function cutText(text: string, maxWidth: number): string {
  return displayWidth(text) <= maxWidth ? text : `${takeWidth(graphemes(text), maxWidth - 1).join('')}…`
}

function commonStart(values: readonly (readonly string[])[]): number {
  const [first = []] = values
  const shortest = Math.min(...values.map((value) => value.length))
  let length = 0
  while (length < shortest && values.every((value) => value[length] === first[length])) length++
  return length
}

const LEAD = 8

function cut(
  value: readonly string[],
  { before, after, maxWidth }: { before: number; after: number; maxWidth: number },
): MarkedValue {
  const end = value.length - after
  if (displayWidth(value.join('')) <= maxWidth) {
    return {
      before: value.slice(0, before).join(''),
      differing: value.slice(before, end).join(''),
      after: value.slice(end).join(''),
    }
  }
  // Room for an ellipsis at each end.
  const start = Math.max(0, Math.min(before - LEAD, value.length - (maxWidth - 2)))
  const shown = takeWidth(value.slice(start), maxWidth - 2)
  const stop = start + shown.length
  const part = (from: number, to: number) =>
    value.slice(Math.max(from, start), Math.min(Math.max(to, start), stop))
  return {
    before: (start > 0 ? '…' : '') + part(0, before).join(''),
    differing: part(before, end).join(''),
    after: part(end, value.length).join('') + (stop < value.length ? '…' : ''),
  }
}

function takeWidth(value: readonly string[], maxWidth: number): string[] {
  const taken: string[] = []
  let width = 0
  for (const grapheme of value) {
    width += displayWidth(grapheme)
    if (width > maxWidth) break
    taken.push(grapheme)
  }
  return taken
}
