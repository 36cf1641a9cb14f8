import { startOfDay } from './clock-text.ts'
import { type RandomNumbers, randomNumbers } from './random-numbers.ts'

/** A customer as it truly is, before three systems write it down in three ways. */
export interface Customer {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly plan: 'pro' | 'free' | 'team'
  /** Cents, so that no amount passes through a float. */
  readonly balanceCents: number
  readonly newsletter: boolean
  readonly lastSeenAt: Date
}

const FIRST_NAMES =
  'Ada Alan Amina Anders Bea Boris Carmen Chen Clara Dana Daniel Elif Emil Fatima Felix Grace Hana Hugo Ines Ivan Jana Jonas Kofi Lara Leo Lina Maja Marco Mei Mira Nadia Noah Olga Omar Paula Pedro Rosa Samir Sofia Tomas Uma Viktor Wanda Yara Yusuf Zoe'.split(
    ' ',
  )
const LAST_NAMES =
  'Adler Berg Costa Dietz Eriksen Fischer Garcia Haas Ivanov Jensen Keller Lindqvist Moreau Nowak Okafor Petrov Quinn Rossi Silva Tanaka Ulrich Vargas Weber Xu Yilmaz Zhang Brandt Duarte Falk Gruber'.split(
    ' ',
  )
const PLANS = ['free', 'free', 'pro', 'pro', 'pro', 'team'] as const

/** All 850 customers any system knows, ids 1001 to 1850, last seen in the three weeks before `day`. */
export function sampleCustomers(day: string): readonly Customer[] {
  const random = randomNumbers(847)
  return Array.from({ length: 850 }, (_, index) => sampleCustomer(1001 + index, day, random))
}

function sampleCustomer(id: number, day: string, random: RandomNumbers): Customer {
  const first = random.pick(FIRST_NAMES)
  const last = random.pick(LAST_NAMES)
  const plan = random.pick(PLANS)
  return {
    id: String(id),
    name: `${first} ${last}`,
    email: `${first}.${last}${id % 100}@${random.pick(['example.com', 'example.org', 'example.net'])}`,
    plan,
    balanceCents: plan === 'free' ? random.below(900) + 101 : random.below(240_000) + 1_001,
    newsletter: random.below(3) > 0,
    lastSeenAt: daytime(startOfDay(day, -1 - random.below(21)), random),
  }
}

/** Between 08:00 and 20:00 UTC: no zone of the demo puts it on another day, or in a clock change. */
export function daytime(midnight: Date, random: RandomNumbers): Date {
  return new Date(midnight.getTime() + (8 * 3600 + random.below(12 * 3600)) * 1000)
}
