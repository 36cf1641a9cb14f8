import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KeyRules } from '../../src/domain/key-rules.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { compareRows } from './compare-rows.ts'

const PREFIX: Readonly<Record<string, string>> = { crm: 'c-', billing: 'K' }

/** The rules written out naively; the alphabet has nothing that case or NFC change in an odd way. */
function byHand(rules: KeyRules, side: string, raw: RawValue): RawValue {
  if (raw === null) return null
  let text = rules.trim ? raw.trim() : raw
  if (rules.ignoreCase) text = text.toLowerCase()
  const said = rules.stripPrefix[side]
  const prefix = said && rules.ignoreCase ? said.toLowerCase() : said
  if (prefix && text.startsWith(prefix)) text = text.slice(prefix.length)
  if (rules.trim) text = text.trim()
  if (rules.keep === 'digits') text = [...text].filter((letter) => letter >= '0' && letter <= '9').join('')
  if (rules.keep === 'letters') text = [...text].filter((letter) => /[a-z]/i.test(letter)).join('')
  if (rules.keep === 'alphanumeric') text = [...text].filter((letter) => /[a-z0-9]/i.test(letter)).join('')
  return text
}

const rules: fc.Arbitrary<KeyRules> = fc.record({
  type: fc.constantFrom(null, 'text' as const, 'integer' as const),
  trim: fc.boolean(),
  ignoreCase: fc.boolean(),
  keep: fc.constantFrom(null, 'digits' as const, 'letters' as const, 'alphanumeric' as const),
  stripPrefix: fc.constantFrom({}, PREFIX, { crm: 'c-' }),
})
const rawKey = fc.oneof(
  fc
    .array(fc.constantFrom(' ', 'c-', 'C-', 'K', 'k', '0', '1', '7', '10', 'a', 'A', '-', '_'), {
      maxLength: 4,
    })
    .map((pieces) => pieces.join('')),
  fc.constantFrom<RawValue>(null, '', '9007199254740993', ' 9007199254740992'),
)
const side = fc.array(fc.tuple(rawKey, fc.constantFrom('pro', 'free')), { maxLength: 12 })

const byBytes = (rows: readonly RawValue[][]) =>
  [...rows].sort((a, b) =>
    Buffer.compare(Buffer.from(a[0] ?? '\u{10FFFF}'), Buffer.from(b[0] ?? '\u{10FFFF}')),
  )

/** The order of the contract for integers: by value, others last. */
const byValue = (rows: readonly RawValue[][]) =>
  [...rows].sort(([a], [b]) => {
    const [x, y] = [a, b].map((text) =>
      /^[+-]?\d+$/.test(text ?? '') ? BigInt(text!.replace('+', '')) : null,
    )
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return x! < y! ? -1 : Number(x! > y!)
  })

describe('rules of keys', () => {
  it('give what comparing sides that are normalised already gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        rules,
        side,
        side,
        fc.integer({ min: 1, max: 5 }),
        async (rule, crm, billing, batchSize) => {
          const given = { crm, billing }
          const sides = { crm: {}, billing: {} }
          const fields = { plan: { type: 'text' } } as const
          const table = (rows: readonly RawValue[][]) => ({ columns: ['id', 'plan'], rows })
          const withRules = await compareRows(
            { keys: { id: rule }, sides, fields },
            { crm: table(byBytesOrValue(rule, crm)), billing: table(byBytesOrValue(rule, billing)) },
            { batchSize },
          )
          const { type } = rule
          const sorted = type === 'integer' ? byValue : byBytes
          const prepared = Object.entries(given).map(([name, rows]) => [
            name,
            table(sorted(rows.map(([key, plan]) => [byHand(rule, name, key), plan]))),
          ])
          const plain = await compareRows(
            { keys: { id: { type } }, sides, fields },
            Object.fromEntries(prepared),
          )
          expect(withRules.summary).toEqual(plain.summary)
          const keyed = ({ findings }: typeof plain) =>
            findings.filter((finding) => finding.kind !== 'invalid')
          expect(keyed(withRules)).toEqual(keyed(plain))
          // An invalid key is shown as it was read.
          const invalid = withRules.findings.filter((finding) => finding.kind === 'invalid')
          for (const finding of invalid) {
            expect(given[finding.side as 'crm'].map(([key]) => key)).toContain(finding.raw)
          }
        },
      ),
      { numRuns: 1500 },
    )
  })
})

/** A side that is staged may come in any order; one that is not must come in that of its keys. */
function byBytesOrValue(rule: KeyRules, rows: readonly RawValue[][]): readonly RawValue[][] {
  const isStaged =
    rule.trim || rule.ignoreCase || rule.keep !== null || Object.keys(rule.stripPrefix).length > 0
  if (isStaged) return rows
  return rule.type === 'integer' ? byValue(rows) : byBytes(rows)
}
