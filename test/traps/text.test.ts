import { expect } from 'vitest'
import { trap } from './trap.ts'
import { findingsOf, verdict } from './verdict.ts'

const text = { type: 'text' } as const
const ignoringCase = { ...text, ignoreCase: true } as const
const NFC = 'caf\u00e9'
const NFD = 'cafe\u0301'
const ZERO_WIDTH_SPACE = '\u200b'

/** Findings on two sides that have one record each, with these keys. */
function keysOf(crm: string, billing: string): Promise<string[]> {
  const side = (key: string) => ({ columns: ['id', 'name'], rows: [[key, 'x']] })
  return findingsOf({ name: {} }, { crm: side(crm), billing: side(billing) })
}

trap(25, { title: 'white space at the end counts unless trim is said', proves: 'rule 2' }, async () => {
  for (const other of ['abc ', ' abc', 'abc\n', 'abc\t', 'abc\r\n', 'abc\u00a0']) {
    expect(await verdict(text, 'abc', other)).toBe('differs')
    expect(await verdict({ ...text, trim: true }, 'abc', other)).toBe('normalised')
  }
  expect(await verdict({ ...text, trim: true }, 'a bc', 'abc')).toBe('differs')
})

trap(
  27,
  {
    title: 'an é written as one sign or as two is the same text, but not the same key',
    proves: 'rules 1, 2',
  },
  async () => {
    expect(NFC).not.toBe(NFD)
    expect(await verdict(text, NFC, NFD)).toBe('normalised')
    expect(await verdict(text, NFC, 'cafe')).toBe('differs')
    expect(await keysOf(NFC, NFD)).toHaveLength(2)
  },
)

trap(
  28,
  { title: 'a zero-width space makes another text and another key', proves: 'rules 1, 2' },
  async () => {
    expect(await verdict(text, 'abc', `abc${ZERO_WIDTH_SPACE}`)).toBe('differs')
    expect(await verdict({ ...text, trim: true }, 'abc', `abc${ZERO_WIDTH_SPACE}`)).toBe('differs')
    expect(await keysOf('abc', `abc${ZERO_WIDTH_SPACE}`)).toEqual([
      'missing abc from billing',
      `missing abc${ZERO_WIDTH_SPACE} from crm`,
    ])
  },
)

trap(
  29,
  { title: 'case is folded only when said, and in no particular language', proves: 'rule 2' },
  async () => {
    expect(await verdict(text, 'Straße', 'STRASSE')).toBe('differs')
    expect(await verdict(ignoringCase, 'Straße', 'STRASSE')).toBe('normalised')
    expect(await verdict(ignoringCase, 'ΟΔΟΣ', 'οδος', 'οδοσ')).toBe('normalised')
    expect(await verdict(ignoringCase, 'İ', 'i')).toBe('differs')
    expect(await verdict(ignoringCase, 'ı', 'i')).toBe('differs')
    expect(await verdict(ignoringCase, 'I', 'i')).toBe('normalised')
    expect(await verdict(ignoringCase, 'É', 'é')).toBe('normalised')
    expect(await verdict(ignoringCase, 'É', 'e')).toBe('differs')
  },
)

trap(30, { title: 'long texts are compared to their end', proves: 'rule 2' }, async () => {
  const long = 'x'.repeat(299)
  expect(await verdict(text, `${long}a${long}`, `${long}b${long}`)).toBe('differs')
  const megabyte = 'é'.repeat(500_000)
  expect(await verdict(text, `${megabyte}a`, `${megabyte}b`)).toBe('differs')
  expect(await verdict(text, `${megabyte}a`, `${megabyte}a`)).toBe('equal')
})
