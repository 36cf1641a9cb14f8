import { describe, expect, test } from 'vitest'
import { checkBlocks, wordProblems } from '../../../src/playground/blocks/check-blocks.ts'
import { type Hostile, makeHostile } from '../../preview/hostile-words.ts'
import { type Preview, previewsWith } from '../../preview/preview.ts'
import { previews } from '../../preview/previews.ts'

const after = (hostile: string): Hostile => ({
  word: (word) => word + hostile,
  value: (value) => value + hostile,
})

/** Every renderer in every state that has a preview, with such words wherever words of others can stand. */
function hostilePreviews(hostile: Hostile): readonly Preview[] {
  return previewsWith((given) => makeHostile(given, hostile), previews)
}

const MENTIONS =
  ' <!channel> <!here> <@U1> <#C1> <!subteam^S1> <https://x|pay> https://x & `code` <!date^1^{date}|now>'

const CASES: [string, Hostile][] = [
  ['T1: with mentions, links, ampersands and backticks', after(MENTIONS)],
  [
    'T1: with words that turn the text around, and controls',
    after(' \u202eabc\u2066\u200f\u0000\u0007\ufeff'),
  ],
  ['T2: with values that are empty', { word: (word) => word, value: () => '' }],
  ['T2: with values that are blank', { word: (word) => `${word} \t\n `, value: () => ' \u00a0\n\t' }],
  ['T3: with 5,000 characters in everything', after(' long'.repeat(1_000))],
  ['T3: with emoji wherever it is cut', after('🧾'.repeat(2_500))],
  ['T3: with emoji wherever it is cut, one character on', after(`x${'🧾'.repeat(2_500)}`)],
  ['T3: with halves of characters', after('\ud83d half \udc00')],
  ['T3: with what gets longer when it is escaped', after('&<>'.repeat(2_000))],
]

describe.each(CASES)('%s', (_, hostile) => {
  const all = hostilePreviews(hostile)

  test('every message, window and Home view is one that Slack takes', () => {
    expect(all.length).toBeGreaterThan(100)
    for (const { kind, state, surface, content } of all) {
      const where = surface === 'modal' || surface === 'home' ? surface : 'message'
      expect(wordProblems(checkBlocks(content.blocks as never, where)), `${kind}, ${state}`).toEqual([])
      if (surface !== 'modal' && surface !== 'home') continue
      expect(Buffer.byteLength(JSON.stringify(content)), `${kind}, ${state}`).toBeLessThan(250_000)
      const { title, private_metadata: metadata } = content as {
        title?: { text: string }
        private_metadata?: string
      }
      expect(title?.text.length ?? 0, `${kind}, ${state}`).toBeLessThanOrEqual(24)
      expect(metadata?.length ?? 0, `${kind}, ${state}`).toBeLessThanOrEqual(3_000)
    }
  })

  test('nothing pings, nothing links, no code ends early', () => {
    for (const { kind, state, content } of all) {
      const found = textsOf(content)
      const place = `${kind}, ${state}`
      expect(found.mrkdwn.flatMap(strangeTokens), place).toEqual([])
      expect(found.unverbatim, place).toEqual([])
      expect(
        found.elements.filter((type) => /^(user|usergroup|channel|broadcast)$/.test(type)),
        place,
      ).toEqual([])
      expect(
        found.mrkdwn.filter((text) => text.includes('`code`') || text.includes('\ufeff')),
        place,
      ).toEqual([])
    }
  })

  test('no text is broken, and none has a character that nobody sees', () => {
    for (const { kind, state, content } of all) {
      const { all: texts } = textsOf(content)
      const broken = texts.filter((text) => BROKEN.test(text))
      expect(
        broken.map((text) => text.slice(0, 200)),
        `${kind}, ${state}`,
      ).toEqual([])
    }
  })

  test('T43: every message says what it is in at most 4,000 characters of text, as an edit takes no more', () => {
    for (const { kind, state, surface, content } of all) {
      if (surface === 'modal' || surface === 'home') continue
      const { text } = content as { text: string }
      expect(text.trim(), `${kind}, ${state}`).not.toBe('')
      expect(text.length, `${kind}, ${state}`).toBeLessThanOrEqual(4_000)
    }
  })

  test('T5: a button has at most 2,000 characters of value, and on a card nothing but number and version', () => {
    for (const { kind, state, content } of all) {
      const values = valuesOf(content.blocks)
      expect(
        values.filter((value) => value.length > 2_000),
        `${kind}, ${state}`,
      ).toEqual([])
      if (kind !== 'discrepancyCard') continue
      expect(
        values.filter((value) => !/^([a-z-]+ )?\d+:\d+$/.test(value)),
        state,
      ).toEqual([])
    }
  })
})

describe('T6: without colours and pictures', () => {
  const all = previews()

  test('the text of every message has words for what it is about', () => {
    for (const { kind, state, surface, content } of all) {
      if (surface === 'modal' || surface === 'home') continue
      expect(wordsOf((content as { text: string }).text).length, `${kind}, ${state}`).toBeGreaterThan(1)
    }
  })

  test('the text of a card begins with its number and its status, and names reconciliation and subject', () => {
    for (const { kind, state, content } of all) {
      if (kind !== 'discrepancyCard') continue
      const { text } = content as { text: string }
      expect(text, state).toMatch(/^#\d+ (new|acknowledged|escalated|resolved), (high|medium|low)/i)
    }
  })

  test('no part of any message is a picture alone, and no button', () => {
    for (const { kind, state, content } of all) {
      const { all: texts } = textsOf(content.blocks)
      expect(
        texts.filter((text) => wordsOf(text).length === 0 && PICTURE.test(text)),
        `${kind}, ${state}`,
      ).toEqual([])
    }
  })
})

/** Halves of characters, and what turns text around or rings a bell. */
const BROKEN = /\p{Cs}|\p{Bidi_Control}|(?!\n)\p{Cc}/u
const PICTURE = /\p{Extended_Pictographic}/u
const wordsOf = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? []

/** Tokens that do something else than show an instant, name somebody of the samples or link to where the samples do. */
function strangeTokens(text: string): string[] {
  return (text.match(/<[^<>]*>/g) ?? []).filter(
    (token) =>
      !/^<(@U0|!subteam\^S0)\w+>$/.test(token) &&
      !/^<https:\/\/(example\.slack\.com|tickets\.example)\/[\w/?=&;]+\|[\w ]+>$/.test(token) &&
      !/^<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d :UTC-]+>$/.test(token),
  )
}

interface Texts {
  readonly all: string[]
  readonly mrkdwn: string[]
  readonly unverbatim: string[]
  readonly elements: string[]
}

/** What people read of it, and of which sort that is. */
function textsOf(part: unknown, found: Texts = { all: [], mrkdwn: [], unverbatim: [], elements: [] }): Texts {
  if (Array.isArray(part)) for (const each of part) textsOf(each, found)
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return found
  const { type, text, verbatim } = part as { type?: string; text?: unknown; verbatim?: boolean }
  if (type !== undefined) found.elements.push(type)
  if (typeof text === 'string') {
    found.all.push(text)
    // The text of a message is read as mrkdwn as well.
    if (type === 'mrkdwn' || 'blocks' in part) found.mrkdwn.push(text)
    if (type === 'mrkdwn' && verbatim !== true) found.unverbatim.push(text)
  }
  for (const value of Object.values(part)) textsOf(value, found)
  return found
}

function valuesOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) =>
    name === 'value' && typeof value === 'string' ? [value] : valuesOf(value),
  )
}
