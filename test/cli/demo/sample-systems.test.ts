import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../../src/cli/demo/apply-edits.ts'
import { rowsOf, type SampleRow, type SampleSystem } from '../../../src/cli/demo/sample-system.ts'
import { sampleData } from '../../../src/cli/demo/sample-systems.ts'

const data = sampleData('2026-11-21')
const { crm, billing, warehouse, payments, accounting } = data.systems

describe('sample data', () => {
  test('has the promised number of rows in each system', () => {
    const active = crm.rows.filter((row) => row.active === 't')
    expect(active).toHaveLength(847)
    expect(billing.rows).toHaveLength(839)
    expect(warehouse.rows).toHaveLength(851)
    expect([payments.rows.length, accounting.rows.length]).toEqual([401, 402])
  })

  test('is the same for the same day, and moves its dates with the day', () => {
    expect(sampleData('2026-11-21')).toEqual(data)
    expect(sampleData('2026-11-22').systems.payments.rows[0]!.captured_at).not.toBe(
      payments.rows[0]!.captured_at,
    )
  })

  test('has exactly the planted differences between the customers, counted without the engine', () => {
    const sides = {
      crm: { ...crm, rows: crm.rows.filter((row) => row.active === 't') },
      billing,
      warehouse,
    }
    const found = compareNaively(sides, {
      crm: (row) => ({
        name: row.full_name!.toUpperCase(),
        email: row.email?.toLowerCase() ?? null,
        plan: row.plan!,
        balance: toCents(row.balance!),
        newsletter: row.newsletter === 't',
        last_seen: Date.parse(`${row.last_seen!.slice(0, 19).replace(' ', 'T')}Z`),
      }),
      billing: (row) => ({
        name: row.account_name!.trim(),
        email: row.contact ?? null,
        plan: { P1: 'pro', F0: 'free', T5: 'team' }[row.plan_code!]!,
        balance: toCents(row.amount_due!),
        newsletter: row.wants_news === 'yes',
        last_seen: fromBerlin(row.last_activity!),
      }),
      warehouse: (row) => ({
        name: row.name!.toUpperCase(),
        email: row.email ?? null,
        plan: row.plan!,
        balance: toCents(row.balance!),
        newsletter: row.newsletter === 'Y',
        last_seen: Date.parse(row.last_seen_at!),
      }),
    })
    expect(found).toEqual(expected('customers'))
    expect(found).toHaveLength(23)
  })

  test('has exactly the planted differences between the payments, counted without the engine', () => {
    const found = compareNaively(
      { payments, accounting },
      {
        payments: (row) => ({
          customer: row.customer_id!,
          amount: toCents(row.amount!),
          currency: row.currency!,
          booked_at: Date.parse(`${row.captured_at!.slice(0, 19).replace(' ', 'T')}Z`),
        }),
        accounting: (row) => ({
          customer: row.debtor!,
          amount: toCents(row.gross!),
          currency: row.ccy!.toUpperCase(),
          booked_at: fromBerlin(row.booked_at!),
        }),
      },
    )
    expect(found).toEqual(expected('payments'))
    expect(found).toHaveLength(6)
  })

  test('has differences that are none: drift within a cent and minutes of lag', () => {
    const amounts = billing.rows.filter((row) => {
      const [other] = rowsOf(crm, row.customer_ref!)
      return other && toCents(other.balance!) - toCents(row.amount_due!) === -1
    })
    expect(amounts.length).toBeGreaterThan(20)
  })

  test('has payments on each of the last seven days before its day, and none later', () => {
    const days = new Set(payments.rows.map((row) => row.captured_at!.slice(0, 10)))
    for (const day of ['14', '15', '16', '17', '18', '19', '20']) expect(days).toContain(`2026-11-${day}`)
    expect([...days].sort().at(-1)).toBe('2026-11-20')
  })
})

describe('applyEdits', () => {
  test('leaves what it was given as it was', () => {
    const before = structuredClone(data.systems)
    applyEdits(data.systems, [{ type: 'remove', system: 'crm', key: '1060' }])
    expect(data.systems).toEqual(before)
  })

  test('sets, removes, repeats and restores the rows of one key', () => {
    const rows = (systems: typeof data.systems) => rowsOf(systems.billing, '1060')
    const edit = { system: 'billing', key: '1060' } as const
    const set = applyEdits(data.systems, [{ ...edit, type: 'set', values: { amount_due: '1' } }])
    expect(rows(set)).toEqual([{ ...rows(data.systems)[0], amount_due: '1' }])
    const twice = applyEdits(set, [{ ...edit, type: 'repeat' }])
    expect(rows(twice)).toHaveLength(2)
    expect(rows(applyEdits(twice, [{ ...edit, type: 'remove' }]))).toEqual([])
    expect(rows(applyEdits(twice, [{ ...edit, type: 'restore' }], data.clean))).toEqual(rows(data.clean))
  })
})

type Canonical = Readonly<Record<string, string | number | boolean | null>>

/** Every pair of rows, field by field, with nothing of the product in it. */
function compareNaively<Side extends string>(
  sides: Readonly<Record<Side, SampleSystem>>,
  readers: Readonly<Record<Side, (row: SampleRow) => Canonical>>,
): string[] {
  const names = Object.keys(sides) as Side[]
  const keys = new Set(names.flatMap((name) => sides[name].rows.map((row) => Object.values(row)[0]!)))
  return [...keys].flatMap((key) => compareKey(key)).sort()

  function compareKey(key: string): string[] {
    const rows = names.map((name) => rowsOf(sides[name], key))
    const duplicated = names.filter((_, index) => rows[index]!.length > 1)
    if (duplicated.length > 0) return duplicated.map((name) => `duplicate ${key} ${name}`)
    const absent = names.filter((_, index) => rows[index]!.length === 0)
    const values = names.flatMap((name, index) => rows[index]!.map(readers[name]))
    const differing = Object.keys(values[0]!).flatMap((field) => compareField(key, field, values))
    return absent.length > 0 ? [`missing ${key} ${absent.join()}`, ...differing] : differing
  }
}

function compareField(key: string, field: string, rows: readonly Canonical[]): string[] {
  const values = rows.map((row) => row[field]!)
  if (values.some((value) => Number.isNaN(value))) return [`invalid ${key} ${field}`]
  const differs = values.some((a) => values.some((b) => !agree(a, b, field)))
  return differs ? [`mismatch ${key} ${field}`] : []
}

function agree(a: Canonical[string], b: Canonical[string], field: string): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  const allowed: Record<string, number> = { balance: 1, last_seen: 900_000, booked_at: 600_000 }
  return Math.abs(a! - b!) <= (allowed[field] ?? 0)
}

function expected(reconciliation: 'customers' | 'payments'): string[] {
  return data.planted[reconciliation]
    .map(({ kind, key, field, on }) =>
      [kind, key, kind === 'invalid' ? field : (field ?? on!.join())].join(' '),
    )
    .sort()
}

/** `n/a` becomes NaN. */
function toCents(text: string): number {
  return Math.round(Number(text) * 100)
}

/** November and late October of 2026 in Berlin; summer time ended on the 25th of October at 01:00 UTC. */
function fromBerlin(text: string): number {
  const winter = Date.parse(`${text.replace(' ', 'T')}+01:00`)
  return winter < Date.parse('2026-10-25T01:00:00Z') ? winter - 3_600_000 : winter
}
