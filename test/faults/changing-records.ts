import type { RandomNumbers } from '../../src/cli/demo/random-numbers.ts'

export interface ChangingRecord {
  readonly id: number
  readonly balance: string
  readonly note: string
  /** ISO, with milliseconds. */
  readonly changedAt: string
}

/** What two systems hold, and what a reader of both would call different. */
export interface ChangingRecords {
  /** In no order. */
  list(side: 'crm' | 'billing'): readonly ChangingRecord[]
  find(side: 'crm' | 'billing', id: number): ChangingRecord | null
  /** Some records change, come or go, and some agree again, all at that time. */
  change(at: Date): void
  /** A line for each difference, as `describeFinding` writes it. */
  differences(): readonly string[]
}

const RECORDS = 240
const SIDES = ['crm', 'billing'] as const
/** Letters of one to four bytes, and what formats must quote, so that a cut can fall inside each. */
const WORDS = [
  'plain',
  'Zoë',
  '日本',
  '😀',
  'a "quoted" word',
  'tab\there',
  'comma, semicolon;',
  'two\nlines',
  '\\N',
]

export function openChangingRecords(name: string, random: RandomNumbers, at: Date): ChangingRecords {
  const sides = { crm: new Map<number, ChangingRecord>(), billing: new Map<number, ChangingRecord>() }

  function change(id: number, changedAt: string): void {
    const made = makeRecord(id, changedAt)
    const other = { ...made, balance: newBalance() }
    const how = random.below(6)
    put(id, how === 0 ? null : made, how === 1 ? null : how === 2 ? other : made)
    if (how === 3) put(id, null, null)
  }

  function makeRecord(id: number, changedAt: string): ChangingRecord {
    const note = Array.from({ length: random.below(12) }, () => random.pick(WORDS)).join(' ')
    return { id, balance: newBalance(), note, changedAt }
  }

  const newBalance = () => `${random.below(100_000)}.${10 + random.below(90)}`

  function put(id: number, crm: ChangingRecord | null, billing: ChangingRecord | null): void {
    for (const [side, record] of [
      [sides.crm, crm],
      [sides.billing, billing],
    ] as const) {
      if (record) side.set(id, record)
      else side.delete(id)
    }
  }

  for (let id = 1; id <= RECORDS; id++) {
    const record = makeRecord(id, new Date(at.getTime() - 3_600_000 - id * 61_007).toISOString())
    put(
      id,
      record,
      random.below(24) === 0 ? null : random.below(24) === 0 ? { ...record, balance: newBalance() } : record,
    )
  }
  return {
    list: (side) => shuffled([...sides[side].values()], random),
    find: (side, id) => sides[side].get(id) ?? null,
    change: (time) => {
      for (let count = 3 + random.below(12); count > 0; count--)
        change(1 + random.below(RECORDS), time.toISOString())
    },
    differences: () =>
      Array.from({ length: RECORDS }, (_, index) => index + 1).flatMap((id) => {
        const [crm, billing] = SIDES.map((side) => sides[side].get(id))
        if (!crm && !billing) return []
        if (!crm || !billing) return [`${name} ${id} missing from ${crm ? 'billing' : 'crm'}`]
        if (crm.balance === billing.balance) return []
        return [`${name} ${id} balance: crm ${crm.balance}, billing ${billing.balance}`]
      }),
  }
}

function shuffled<T>(items: T[], random: RandomNumbers): T[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = random.below(index + 1)
    ;[items[index], items[other]] = [items[other]!, items[index]!]
  }
  return items
}
