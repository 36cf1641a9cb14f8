import { cut } from '../limits.ts'

/** A value in three pieces, of which only the middle one differs from the value it is held against. */
export interface MarkedText {
  readonly before: string
  readonly changed: string
  readonly after: string
}

/** Of an equal beginning and end this much is enough to find one's place. */
const AROUND = 40
const CHANGED = 160

/** What of `text` differs from `reference`; where they have nothing in common, nothing is worth marking. */
export function markDifference(text: string, reference: string): MarkedText {
  const mine = [...text]
  const theirs = [...reference]
  const most = Math.min(mine.length, theirs.length)
  let head = 0
  while (head < most && mine[head] === theirs[head]) head++
  let tail = 0
  while (tail < most - head && mine.at(-1 - tail) === theirs.at(-1 - tail)) tail++
  if (head + tail === 0) return { before: cut(text, CHANGED + AROUND), changed: '', after: '' }
  const before = mine.slice(0, head)
  return {
    before: before.length > AROUND ? `…${before.slice(1 - AROUND).join('')}` : before.join(''),
    changed: cut(mine.slice(head, mine.length - tail).join(''), CHANGED),
    after: cut(mine.slice(mine.length - tail).join(''), AROUND),
  }
}
