import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import type { GroupParts } from '../../src/domain/group-parts.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { compareRows } from './compare-rows.ts'
import { groupFindings, highestStep, type Invoice, type Payment, plain } from './group-oracle.ts'
import type { Wanted } from './make-reconciliation.ts'

const KEYS = ['1', '10', 'A', 'a', 'b', 'x\ty', '😀', '\ufffd']
const amount = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt({ min: -300n, max: 300n }).map(String) },
  { weight: 6, arbitrary: fc.constantFrom('0.1', '0.10', '-0.20', '60.00', '40.01', '39.99', '-0.00') },
  { weight: 2, arbitrary: fc.constantFrom('9007199254740993.01', '123456789012345678901234567890.12') },
  { weight: 2, arbitrary: fc.constant<RawValue>(null) },
  { weight: 1, arbitrary: fc.constantFrom('n/a', '', '1,5') },
)
const step = fc.oneof(fc.bigInt({ min: -20n, max: 20n }).map(String), fc.constant<RawValue>(null))
const currency = fc.oneof(
  { weight: 9, arbitrary: fc.constant<RawValue>('EUR') },
  { weight: 1, arbitrary: fc.constantFrom<RawValue>('USD', null) },
)
const payments: fc.Arbitrary<Payment[]> = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom<RawValue>(...KEYS) },
        { weight: 1, arbitrary: fc.constantFrom<RawValue>(null, '') },
      ),
      amount,
      step,
      currency,
    ),
    { maxLength: 40 },
  )
  .map((rows) => rows.map((row, index) => [...row, `p${String(index).padStart(2, '0')}`] as const))
const WANTED: Wanted = {
  sides: {
    invoices: {},
    payments: {
      groupBy: {
        aggregates: { amount: 'sum', count: 'count', step: 'max', currency: 'same' },
        partsColumn: 'pid',
      },
    },
  },
  fields: {
    amount: { type: 'decimal', tolerance: { kind: 'absolute', amount: '0.01' }, total: true },
    count: { type: 'integer' },
    step: { type: 'integer' },
    currency: { type: 'text' },
  },
}

/** Invoices that nearly fit their payments, so that agreement and every kind of difference happen. */
const books = payments.chain((paid) =>
  fc.record({
    paid: fc.constant(paid),
    shuffled: fc.shuffledSubarray(paid, { minLength: paid.length }),
    batchSize: fc.integer({ min: 1, max: 50 }),
    invoices: fc
      .array(
        fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom(0n, 0n, 0n, 1n, 2n, -1n, -2n), amount, step),
        {
          maxLength: 8,
        },
      )
      .map((drafts) => {
        const unique = new Map(drafts.map((draft) => [draft[0], draft]))
        return [...unique.values()].map(([key, cents, other, high], index): Invoice => {
          const group = paid.filter((one) => one[0] === key)
          const fits = index % 3 > 0
          const best = highestStep(group)?.toString() ?? null
          return [
            key,
            fits ? totalOf(group, cents) : other,
            String(group.length + (index % 5 === 4 ? 1 : 0)),
            fits ? best : high,
            'EUR',
          ]
        })
      }),
  }),
)

function totalOf(group: readonly Payment[], cents: bigint): RawValue {
  const units = group.flatMap((one) => {
    const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(one[1] ?? '')
    if (!match) return []
    return [BigInt(match[1]! + match[2]! + (match[3] ?? '').padEnd(2, '0'))]
  })
  return plain(units.reduce((a, b) => a + b, cents))
}

/** As UTF-8 bytes; a key that is null or empty last. */
function inKeyOrder<Row extends readonly RawValue[]>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => {
    if (!a[0] || !b[0]) return unusable(a[0]!) - unusable(b[0]!)
    return Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0]))
  })
}

function unusable(key: RawValue): number {
  return key === null ? 2 : key === '' ? 1 : 0
}

async function find(invoices: readonly Invoice[], paid: readonly Payment[], batchSize: number) {
  const { findings, summary } = await compareRows(
    WANTED,
    {
      invoices: { columns: ['id', 'amount', 'count', 'step', 'currency'], rows: inKeyOrder(invoices) },
      payments: { columns: ['id', 'amount', 'step', 'currency', 'pid'], rows: inKeyOrder(paid) },
    },
    { batchSize },
  )
  return { sentences: findings.map(sentence).sort(), summary, findings }
}

function sentence(finding: Finding): string {
  const { id } = finding.key
  switch (finding.kind) {
    case 'missing':
      return `missing ${id} from ${finding.missingFrom}${parts(finding.parts?.payments, 'amount')}`
    case 'mismatch': {
      const { field, values } = finding
      const computed =
        field === 'amount' && values.payments !== null ? shortest(values.payments!) : values.payments
      const shown = parts(finding.parts?.payments, field === 'count' ? 'amount' : field)
      return `mismatch ${id} ${field}: ${values.invoices} ${computed}${shown}`
    }
    case 'invalid':
      return finding.field === 'id'
        ? `invalid payments id: ${JSON.stringify(finding.raw)}`
        : `invalid ${finding.side} ${finding.field} of ${id}: ${JSON.stringify(finding.raw)}`
    default:
      return finding.kind
  }
}

function parts(list: GroupParts | undefined, field: string): string {
  if (!list) return ''
  return ` parts ${list.shown.map(({ key, values }) => `${key}=${values[field]}`).sort()}`
}

function shortest(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

test('groups are found to differ exactly as plain code says, whatever the order and the batches', async () => {
  let found = 0
  let agreeing = 0
  await fc.assert(
    fc.asyncProperty(books, async ({ invoices, paid, shuffled, batchSize }) => {
      // Twenty parts are listed; the oracle lists all, so groups stay below that here.
      fc.pre(KEYS.every((key) => paid.filter((one) => one[0] === key).length <= 20))
      const seen = await find(invoices, paid, batchSize)
      expect(seen.sentences).toEqual(groupFindings(invoices, paid))
      expect(seen.summary.sides.payments!.rows).toBe(paid.length)
      const again = await find(invoices, shuffled, 1)
      expect(again).toEqual(seen)
      found += seen.findings.length
      agreeing += seen.summary.counts.agreeing
    }),
    { numRuns: 500 },
  )
  expect(found).toBeGreaterThan(500)
  expect(agreeing).toBeGreaterThan(50)
})
