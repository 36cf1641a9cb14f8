import type { RawValue } from '../../src/domain/record.ts'

/** An invoice: key, total, number of payments, highest step, currency. */
export type Invoice = readonly [string, RawValue, RawValue, RawValue, RawValue]
/** A payment: key of its invoice, amount, step, currency, its own key. */
export type Payment = readonly [RawValue, RawValue, RawValue, RawValue, string]

/** In hundredths. */
const TOLERANCE = 1n

/**
 * What must be found between invoices (one a key) and the payments grouped in memory by plain code: sums are whole
 * hundredths, and each field is looked at by itself.
 */
export function groupFindings(invoices: readonly Invoice[], payments: readonly Payment[]): string[] {
  const unkeyed = payments
    .filter(([key]) => !key)
    .map(([key]) => `invalid payments id: ${JSON.stringify(key)}`)
  const keys = new Set([...invoices.map(([key]) => key), ...payments.map(([key]) => key)])
  const found = [...keys].flatMap((key) => {
    if (!key) return []
    const invoice = invoices.find((one) => one[0] === key)
    const group = payments.filter((one) => one[0] === key)
    if (invoice && group.length > 0) return findingsOfFields(key, invoice, group)
    const parts = group.length > 0 ? ` parts ${group.map((one) => `${one[4]}=${one[1]}`).sort()}` : ''
    return [
      `missing ${key} from ${invoice ? 'payments' : 'invoices'}${parts}`,
      ...wrongAlone(key, group, invoice),
    ]
  })
  return [...unkeyed, ...found].sort()
}

function findingsOfFields(key: string, invoice: Invoice, group: readonly Payment[]): string[] {
  const [, total, count, step, currency] = invoice
  const parts = (at: 1 | 2 | 3) => ` parts ${group.map((one) => `${one[4]}=${one[at]}`).sort()}`
  const sum = sumOf(group)
  const found: string[] = wrongAlone(key, group, invoice)
  const wanted = hundredths(total)
  if (sum !== 'wrong' && wanted !== 'wrong' && !near(sum, wanted))
    found.push(`mismatch ${key} amount: ${total} ${sum === null ? null : plain(sum)}${parts(1)}`)
  if (count === null || BigInt(count) !== BigInt(group.length))
    found.push(`mismatch ${key} count: ${count} ${group.length}${parts(1)}`)
  const highest = highestStep(group)
  if ((step === null ? null : BigInt(step)) !== highest)
    found.push(`mismatch ${key} step: ${step} ${highest}${parts(2)}`)
  const currencies = [...new Set(group.map((one) => one[3]))]
  if (currencies.length === 1 && currencies[0] !== currency)
    found.push(`mismatch ${key} currency: ${currency} ${currencies[0]}${parts(3)}`)
  return found
}

/** Values that are wrong by themselves, whether or not the other side has the record. */
function wrongAlone(key: string, group: readonly Payment[], invoice: Invoice | undefined): string[] {
  const found: string[] = []
  const wrong = group.map((one) => one[1]).filter((raw) => hundredths(raw) === 'wrong')
  if (wrong.length > 0) found.push(`invalid payments amount of ${key}: ${JSON.stringify(wrong.sort()[0])}`)
  if (invoice && hundredths(invoice[1]) === 'wrong')
    found.push(`invalid invoices amount of ${key}: ${JSON.stringify(invoice[1])}`)
  const currencies = [...new Set(group.map((one) => one[3] ?? '∅'))]
  // Null comes first.
  const shown = [
    ...currencies.filter((one) => one === '∅'),
    ...currencies.filter((one) => one !== '∅').sort(),
  ]
  if (currencies.length > 1)
    found.push(`invalid payments currency of ${key}: ${JSON.stringify(`${shown[0]} / ${shown.at(-1)}`)}`)
  return found
}

export function highestStep(group: readonly Payment[]): bigint | null {
  const steps = group.flatMap((one) => (one[2] === null ? [] : [BigInt(one[2])]))
  return steps.sort((a, b) => (a < b ? -1 : 1)).at(-1) ?? null
}

function sumOf(group: readonly Payment[]): bigint | null | 'wrong' {
  const values = group.map((one) => hundredths(one[1]))
  if (values.includes('wrong')) return 'wrong'
  const numbers = values.filter((value) => typeof value === 'bigint')
  return numbers.length === 0 ? null : numbers.reduce((a, b) => a + b, 0n)
}

function hundredths(raw: RawValue): bigint | null | 'wrong' {
  if (raw === null) return null
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(raw)
  if (!match) return 'wrong'
  const units = BigInt(match[2]! + (match[3] ?? '').padEnd(2, '0'))
  return match[1] ? -units : units
}

function near(a: bigint | null, b: bigint | null): boolean {
  if (a === null || b === null) return a === b
  const apart = a < b ? b - a : a - b
  return apart <= TOLERANCE
}

/** Hundredths as the shortest text. */
export function plain(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(3, '0')
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`.replace(/\.?0+$/, '')
  return `${units < 0n ? '-' : ''}${text}`
}
