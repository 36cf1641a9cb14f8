/** ASCII characters by name, as texts are scanned without being decoded. */
export const BYTE = {
  TAB: 9,
  NEWLINE: 10,
  CARRIAGE: 13,
  QUOTE: 34,
  PLUS: 43,
  COMMA: 44,
  MINUS: 45,
  ZERO: 48,
  NINE: 57,
  COLON: 58,
  LETTER_N: 78,
  ARRAY: 91,
  BACKSLASH: 92,
  ARRAY_END: 93,
  OBJECT: 123,
  OBJECT_END: 125,
} as const
