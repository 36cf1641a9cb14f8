import type { RawValue } from '../../src/domain/record.ts'

/** Texts that locales, collations and code units put in another order than the bytes of UTF-8. */
export const HOSTILE_TEXTS: readonly RawValue[] = [
  ...['_a', '1', 'A', 'a', 'a-b', 'ab', 'a.b', 'a b', 'B', 'é', 'e\u0301', '\ufffd', '😀', '\u{10ffff}'],
  ...['\uffff', '', ' ', '~', '\u200b', 'ß', 'ss', 'İ', 'i', '\\', '\\N', 'a\tb', 'a\nb', 'a"b', '0', '-1'],
  ...['10', '9', 'NULL', null],
]

/** Integers of any length and sign, and what is nearly one. */
export const HOSTILE_INTEGERS: readonly RawValue[] = [
  ...['10', '9', '-1', '-10', '0', '-0', '+5', '007', '7', '9007199254740993', '9007199254740992'],
  ...['9'.repeat(38), '9'.repeat(39), `1${'0'.repeat(39)}`, `-1${'0'.repeat(39)}`, `-9${'0'.repeat(39)}`],
  ...[`-${'9'.repeat(38)}`, '8'.repeat(60), `${'0'.repeat(45)}7`, `-${'0'.repeat(45)}10`],
  ...['1.5', '1e3', ' 1', '', 'x', '+', '٣', '1\n', null],
]
