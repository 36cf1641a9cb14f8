import { describe, expect, test } from 'vitest'
import type { Cause } from '../../../src/domain/cause.ts'
import { amountApart } from '../../../src/slack/messages/amount-apart.ts'
import { fitBlocks } from '../../../src/slack/messages/fit-blocks.ts'
import { markDifference } from '../../../src/slack/messages/mark-difference.ts'
import { code, plain } from '../../../src/slack/messages/mrkdwn.ts'
import { table } from '../../../src/slack/messages/table.ts'
import { visible } from '../../../src/slack/messages/visible.ts'
import { ago, describeCause, lasting, listWords, ordinal } from '../../../src/slack/messages/words.ts'

describe('visible', () => {
  test.each([
    ['spaces inside', 'a b', 'a b'],
    ['spaces around', ' a ', '·a·'],
    ['two spaces', 'a  b', 'a··b'],
    ['only spaces', '   ', '···'],
    ['a real middle dot', 'a·', 'a⟨U+00B7⟩'],
    ['a tab and a line break', 'a\tb\r\n', 'a⇥b␍↵'],
    ['a bell', 'a\u0007', 'a␇'],
    ['a delete', 'a\u007f', 'a⟨U+007F⟩'],
    ['a non-breaking space', 'a\u00a0b', 'a⟨U+00A0⟩b'],
    ['a mark that turns the text', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['a space of no width', 'a\u200bb', 'a⟨U+200B⟩b'],
    ['half a pair', 'a\ud83d', 'a⟨U+D83D⟩'],
    ['an emoji', '🧾', '🧾'],
  ])('shows %s', (_, value, expected) => expect(visible(value)).toBe(expected))
})

describe('code', () => {
  test.each([
    ['a mention', '<!channel>', '`&lt;!channel&gt;`'],
    ['backticks', 'a`b```', '`aˋbˋˋˋ`'],
    ['nothing', '', '` `'],
  ])('holds %s harmless', (_, value, expected) => expect(code(value)).toBe(expected))
})

describe('plain', () => {
  test.each([
    ['formats', '*a* _b_ ~c~ `d`', '∗a∗ ˍbˍ ∼c∼ ˋdˋ'],
    ['an underscore inside a name', 'due_date', 'due_date'],
    ['lines', 'a\nb', 'a b'],
    ['nothing', '  ', '–'],
    ['an ampersand at the cut', `${'a'.repeat(199)}&b`, `${'a'.repeat(199)}…`],
  ])('makes %s harmless', (_, value, expected) => expect(plain(value)).toBe(expected))
})

describe('markDifference', () => {
  test.each([
    ['the middle', '42.50', '42.05', ['42.', '50', '']],
    ['one letter more', 'John', 'Jon', ['Jo', 'h', 'n']],
    ['one letter less', 'Jon', 'John', ['Jo', '', 'n']],
    ['a repeated letter', 'aaa', 'aa', ['aa', 'a', '']],
    ['nothing in common', 'abc', 'xyz', ['abc', '', '']],
    ['emoji that share half a pair', 'a🧾', 'a🧿', ['a', '🧾', '']],
    ['an empty other', 'abc', '', ['abc', '', '']],
  ])('marks %s', (_, text, reference, expected) => {
    const { before, changed, after } = markDifference(text, reference)
    expect([before, changed, after]).toEqual(expected)
  })

  test('keeps what differs in view in a value of ten thousand characters', () => {
    const text = `${'a'.repeat(9_000)}NEEDLE${'b'.repeat(1_000)}`
    const { before, changed, after } = markDifference(text, text.replace('NEEDLE', 'thread'))
    expect(changed).toBe('NEEDLE')
    expect(before.length + after.length).toBeLessThan(100)
  })
})

describe('amountApart', () => {
  test.each([
    ['42.50', '42.05', '0.45'],
    ['42.05', '42.50', '0.45'],
    ['9007199254740993', '9007199254740992', '1'],
    ['0.1', '0.30', '0.2'],
    ['-1', '+1', '2'],
    ['100', '0', '100'],
    ['1.5', '0.5', '1'],
    ['-0.25', '0', '0.25'],
    ['1e3', '1', null],
    ['n/a', '1', null],
  ])('%s and %s are %s apart', (one, other, expected) => expect(amountApart(one, other)).toBe(expected))
})

test('fitBlocks leaves out the end of what is too long and says so', () => {
  const block = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2_500) } } as const
  const fitted = fitBlocks([block, block, block, block, block, block], 50)
  expect(fitted).toHaveLength(6)
  expect(JSON.stringify(fitted.at(-1))).toContain('left out')
})

test('table counts the rows and leaves out the columns that do not fit', () => {
  const row = Array.from({ length: 30 }, () => 'x'.repeat(500))
  const { rows } = table({ header: row, rows: Array.from({ length: 500 }, () => row) })
  expect(rows[0]).toHaveLength(20)
  const shown = rows.length - 2
  expect(rows.at(-1)?.[0]).toMatchObject({ text: `and ${500 - shown} more` })
})

describe('words', () => {
  test.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [4, '4th'],
    [11, '11th'],
    [12, '12th'],
    [13, '13th'],
    [21, '21st'],
    [112, '112th'],
  ])('ordinal of %i is %s', (number, expected) => expect(ordinal(number)).toBe(expected))

  test.each([
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
    [[], ''],
  ])('%j is listed as %s', (words, expected) => expect(listWords(words)).toBe(expected))

  test.each([
    [30, 'just now'],
    [60, '1 minute ago'],
    [5 * 60, '5 minutes ago'],
    [2 * 3600, '2 hours ago'],
    [3 * 86_400, '3 days ago'],
  ])('%i seconds are %s', (seconds, expected) =>
    expect(ago(new Date(0), new Date(seconds * 1000))).toBe(expected),
  )

  test.each([
    [59, 'less than 1 min'],
    [60, '1 min'],
    [3 * 3600, '3 h'],
  ])('%i seconds last %s', (seconds, expected) =>
    expect(lasting(new Date(0), new Date(seconds * 1000))).toBe(expected),
  )

  /** Every cause of the engine: one without words here does not compile. */
  const causes: Readonly<Record<Cause, string>> = {
    x100: 'one is exactly 100 times the other',
    x1000: 'one is exactly 1000 times the other',
    case: 'capital and small letters',
    'null-versus-empty': 'nothing on one side, empty text on the other',
    rounding: 'rounding',
    sign: 'the sign is the other way round',
    timezone: 'a time zone (whole hours apart)',
    'date-only': 'one side keeps the date only',
    punctuation: 'punctuation or formatting',
    accents: 'accents or encoding',
    encoding: 'accents or encoding',
    'swapped-fields': 'two fields are exchanged',
    stale: 'one side is a stale copy',
    timing: 'still in flight',
    truncation: 'one side cut the value short',
    whitespace: 'spaces',
  }

  test.each([...Object.entries(causes), ['something new', 'something new']])('cause %s', (cause, expected) =>
    expect(describeCause(cause)).toBe(expected),
  )
})
