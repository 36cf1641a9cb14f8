import type { KeyOrder, RawValue } from '../../src/domain/record.ts'

/** The order of the contract, written out naively; keys that are equal by value are ordered by their text. */
export function compareKeys(
  a: readonly RawValue[],
  b: readonly RawValue[],
  keyOrder: readonly KeyOrder[],
): number {
  const parts = keyOrder.map((order, index) => comparePart(a[index]!, b[index]!, order))
  const texts = keyOrder.map((_, index) => comparePart(a[index]!, b[index]!, 'bytes'))
  return [...parts, ...texts].find((result) => result !== 0) ?? 0
}

/** One part of a key. */
export function comparePart(a: RawValue, b: RawValue, order: KeyOrder): number {
  if (order === 'bytes') {
    return a === null || b === null
      ? Number(a === null) - Number(b === null)
      : Buffer.compare(Buffer.from(a), Buffer.from(b))
  }
  const [x, y] = [integerOf(a), integerOf(b)]
  if (x === null || y === null) return Number(x === null) - Number(y === null)
  return x < y ? -1 : Number(x > y)
}

function integerOf(text: RawValue): bigint | null {
  const [, sign, digits] = /^([+-]?)([0-9]+)$/.exec(text ?? '') ?? []
  return digits === undefined ? null : BigInt(digits) * (sign === '-' ? -1n : 1n)
}
