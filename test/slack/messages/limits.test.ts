import { describe, expect, test } from 'vitest'
import { checkBlocks, wordProblems } from '../../../src/playground/blocks/check-blocks.ts'
import { cut, LIMITS } from '../../../src/slack/limits.ts'
import { checkModal } from '../../../src/slack/messages/check-modal.ts'
import type { Message } from '../../../src/slack/messages/message.ts'
import { reconciliationOptions } from '../../../src/slack/messages/reconciliation-select.ts'
import { resolveModal } from '../../../src/slack/messages/resolve-modal.ts'
import { runModal } from '../../../src/slack/messages/run-modal.ts'
import { allMessages } from './all-messages.ts'

/** Texts that have broken other bots. */
const HOSTILE: Readonly<Record<string, string>> = {
  plain: 'customers',
  empty: '',
  'only spaces': '   ',
  'mentions and links': '<!channel> <@U1> <!subteam^S1> <https://x|pay> &amp; `code` *bold* _it_ ~no~',
  'control characters and marks that turn the text': '\u0000a\u0007\u202eb\u200b\ufeff\n\t\r',
  'broken surrogates': '\ud83d half \udc00',
  'a long text of emoji': '🧾'.repeat(5_000),
  'a long text to escape': '&<>'.repeat(5_000),
  'a long text of quotes': '`*_~'.repeat(4_000),
  'a long text with lines': 'line\n'.repeat(4_000),
}

describe.each(Object.entries(HOSTILE))('every message with %s', (_, text) => {
  test.each(Object.entries(allMessages(text)))('%s is one that Slack takes', (name, message) => {
    expect(wordProblems(checkBlocks(message.blocks, 'message')), name).toEqual([])
    expect(message.blocks.length).toBeLessThanOrEqual(LIMITS.blocksPerMessage)
    expect(textsOf(message.blocks).join('').length).toBeLessThanOrEqual(13_200)
    expect(message.text.trim()).not.toBe('')
    expect(message.text.length).toBeLessThanOrEqual(4_000)
    // A lone half of a pair would be sent as a broken character.
    expect(textsOf(message).join('')).not.toMatch(/\p{Cs}/u)
    for (const found of valuesOf(message)) expect(found.length).toBeLessThanOrEqual(2_000)
  })
})

test.each(Object.entries(allMessages(HOSTILE['mentions and links']!)))(
  '%s with the tokens of mentions and links pings nobody and links nothing',
  (_, message) => {
    const tokens = mrkdwnOf(message).flatMap((text) => text.match(/<[^>]*>/g) ?? [])
    expect(tokens.filter((token) => !token.startsWith('<!date^'))).toEqual([])
    // Slack must not find links by itself either.
    for (const text of mrkdwnObjects(message.blocks)) expect(text.verbatim).toBe(true)
  },
)

test.each(Object.entries(allMessages('customers')))(
  '%s tells its state and subject as plain text',
  (name, message) => {
    expect(message.text.length).toBeGreaterThan(8)
    if (name.startsWith('card')) expect(message.text).toMatch(/^#12 (new|acknowledged|escalated|resolved), /)
  },
)

test.each(Object.entries(HOSTILE))('the windows of commands fit a reconciliation with %s', (_, text) => {
  const named = { name: text, title: text }
  for (const view of [checkModal(named, 'x'.repeat(9_000)), runModal(named, text)]) {
    expect(wordProblems(checkBlocks(view.blocks, 'modal'))).toEqual([])
    expect(view.private_metadata?.length).toBeLessThanOrEqual(3_000)
  }
  for (const option of reconciliationOptions([named], '')) {
    expect(option.text.text.length).toBeLessThanOrEqual(75)
    expect(option.value?.length).toBeLessThanOrEqual(150)
  }
})

test('the resolve modal fits, however large the number and the metadata', () => {
  const view = resolveModal(999_999_999, 'x'.repeat(9_000))
  expect(wordProblems(checkBlocks(view.blocks, 'modal'))).toEqual([])
  expect(view.title.text.length).toBeLessThanOrEqual(24)
  expect(view.private_metadata?.length).toBeLessThanOrEqual(3_000)
})

describe('cut', () => {
  test.each([
    ['a text at the limit', 'abc', 3, 'abc'],
    ['a text over it', 'abcd', 3, 'ab…'],
    ['a pair at the cut', 'ab🧾c', 4, 'ab…'],
    ['an empty text', '', 3, ''],
  ])('%s', (_, text, limit, expected) => expect(cut(text, limit)).toBe(expected))
})

function textsOf(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  if (typeof part !== 'object' || part === null) return []
  const unshown = ['type', 'block_id', 'action_id', 'style']
  return Object.entries(part).flatMap(([name, value]) => (unshown.includes(name) ? [] : textsOf(value)))
}

function valuesOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([name, value]) =>
    name === 'value' && typeof value === 'string' ? [value] : valuesOf(value),
  )
}

function mrkdwnObjects(part: unknown): { text: string; verbatim?: boolean }[] {
  if (typeof part !== 'object' || part === null) return []
  const own = 'type' in part && part.type === 'mrkdwn' ? [part as { type: string; text: string }] : []
  return [...own, ...Object.values(part).flatMap(mrkdwnObjects)]
}

function mrkdwnOf(message: Message): string[] {
  return [message.text, ...mrkdwnObjects(message.blocks).map(({ text }) => text)]
}
