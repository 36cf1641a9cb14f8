import type { Edit } from './apply-edits.ts'
import { randomNumbers } from './random-numbers.ts'
import { rowsOf, type SampleRow, type SampleSystems, type SystemName } from './sample-system.ts'
import type { SampleData } from './sample-systems.ts'
import { TOUR_STEPS, tourAct } from './tour.ts'

/** What happens next in the sample systems, and what people are told about it. */
export interface StoryStep {
  /** Since the step before, or the demo's start. */
  readonly afterSeconds: number
  /** Where in the story it stands: `Act 2 of 6`. */
  readonly kicker: string
  readonly title: string
  readonly lines: readonly string[]
  readonly edits: readonly Edit[]
}

/** The records one round of the story is about. */
interface Cast {
  readonly round: number
  readonly clean: SampleSystems
  /** Nine customers with nothing wrong so far, other ones every round. */
  readonly customers: readonly string[]
  readonly payment: string
}

type Scene = (cast: Cast) => Omit<StoryStep, 'afterSeconds' | 'kicker'>

const SCENES: readonly (readonly [afterSeconds: number, scene: Scene])[] = [
  [40, typoInBilling],
  [30, driftWithinTolerance],
  [40, healsByItself],
  [40, emptyExport],
  [60, exportIsBack],
  [40, pattern],
  [40, deletedInCrm],
  [50, patternHeals],
  [40, comesBack],
  [40, paymentBookedTwice],
  [50, knownDefectTurns],
  [40, wrongPlanInCrm],
  [40, everythingHeals],
]

/** How many steps make one round; after it the story goes on with other records. */
export const STEPS_A_ROUND = SCENES.length

/**
 * Step `index` (0, 1, 2, ... without end) of the story over some sample data: the acts of the tour, then round after round.
 * Pure: the same index gives the same edits, so a demo that starts again can replay what was told before.
 */
export function storyStep(index: number, data: SampleData): StoryStep {
  if (index < TOUR_STEPS) {
    return { kicker: `Act ${index + 1} of ${TOUR_STEPS}`, ...tourAct(index, data) }
  }
  const place = index - TOUR_STEPS
  const [afterSeconds, scene] = SCENES[place % SCENES.length]!
  return { afterSeconds, kicker: 'Meanwhile', ...scene(castOf(Math.floor(place / SCENES.length), data)) }
}

function castOf(round: number, { clean, planted }: SampleData): Cast {
  const random = randomNumbers(7_001 + round)
  const taken = new Set(planted.customers.map((defect) => defect.key))
  while (taken.size < planted.customers.length + 9) taken.add(String(1051 + random.below(790)))
  const customers = [...taken].slice(-9)
  return { round, clean, customers, payment: `PAY-${20_330 + random.below(30)}` }
}

function typoInBilling(cast: Cast) {
  const key = cast.customers[0]!
  return {
    title: `Somebody mistyped the balance of customer ${key} in billing`,
    lines: ['The next run posts a card. Press Acknowledge on it: the card and the tracker change at once.'],
    edits: [mistyped(cast, key)],
  }
}

function driftWithinTolerance(cast: Cast) {
  const key = cast.customers[1]!
  const cents = cleanBalance(cast, key) + 1n
  return {
    title: `The balance of customer ${key} is a cent off in the warehouse`,
    lines: [
      'No card: a cent is within the tolerance of 0.01, so it is counted as drift.',
      `Try \`/recon check customers ${key}\`.`,
    ],
    edits: [set('warehouse', key, { balance: `${decimal(cents)}00` })],
  }
}

function healsByItself(cast: Cast) {
  const key = cast.customers[0]!
  return {
    title: `Billing corrected customer ${key}`,
    lines: [
      'The next run sees that all sides agree and resolves the discrepancy by itself; its card is edited in place.',
    ],
    edits: [restore('billing', key)],
  }
}

function emptyExport() {
  return {
    title: 'Billing delivered an empty export',
    lines: [
      'Are all its customers gone? Hardly: the next run is held, and one message says so instead of hundreds of cards.',
      'Press Discard on it, and everything stays as it was. Accept would believe the export.',
    ],
    edits: [{ type: 'withhold', system: 'billing' } as const],
  }
}

function exportIsBack() {
  return {
    title: 'Billing delivered its whole export again',
    lines: [
      'The next run is not held. If nobody has decided, the message says that there is nothing to decide any more.',
      'Now open the menu ⋯ of a card: snooze it or assign it to yourself, then choose Undo in the same menu.',
    ],
    edits: [{ type: 'deliver', system: 'billing' } as const],
  }
}

function pattern(cast: Cast) {
  const keys = cast.customers.slice(2, 5)
  return {
    title: `A billing export wrote cents: ${keys.length} balances are 100 times too large`,
    lines: [`Customers ${keys.join(', ')}. Try \`/recon list customers\`.`],
    edits: keys.map((key) => set('billing', key, { amount_due: String(cleanBalance(cast, key)) })),
  }
}

function deletedInCrm(cast: Cast) {
  const key = cast.customers[5]!
  return {
    title: `Somebody deleted customer ${key} in the CRM`,
    lines: [
      'Billing and the warehouse still have them, so the record is missing on one side.',
      'Press *Escalate* on its card: an incident is opened (the terminal prints it), and the card counts down to the next call. *Acknowledge* ends that.',
    ],
    edits: [{ type: 'remove', system: 'crm', key } as const],
  }
}

function patternHeals(cast: Cast) {
  const keys = cast.customers.slice(2, 5)
  return {
    title: 'The billing export is fixed',
    lines: [`Customers ${keys.join(', ')} agree again; their cards resolve by themselves.`],
    edits: keys.map((key) => restore('billing', key)),
  }
}

function comesBack(cast: Cast) {
  const key = cast.customers[0]!
  return {
    title: `The wrong balance of customer ${key} is back`,
    lines: ['It is the same discrepancy, so it is reopened with the same number instead of a new card.'],
    edits: [mistyped(cast, key)],
  }
}

function paymentBookedTwice({ payment }: Cast) {
  return {
    title: `Accounting booked payment ${payment} twice`,
    lines: [
      'It gets a card in #finance, because payments is told there.',
      `Try \`/recon check payments ${payment}\`, or \`/recon check payments last 7 days\`.`,
    ],
    edits: [{ type: 'repeat', system: 'accounting', key: payment } as const],
  }
}

/** A defect of the bad night comes and goes, so that an old card moves too. */
function knownDefectTurns({ round }: Cast) {
  if (round % 2 === 1) {
    return {
      title: 'The balance of customer 1019 is unreadable again',
      lines: ['The discrepancy of the bad night is reopened.'],
      edits: [set('billing', '1019', { amount_due: 'n/a' })],
    }
  }
  return {
    title: 'Billing replaced the "n/a" of customer 1019',
    lines: ['A discrepancy of the bad night resolves by itself.'],
    edits: [restore('billing', '1019')],
  }
}

/** The only mistake that a remedy of the demo's config is for. */
function wrongPlanInCrm(cast: Cast) {
  const key = cast.customers[8]!
  const { plan } = rowsOf(cast.clean.crm, key)[0]!
  return {
    title: `The CRM has the wrong plan for customer ${key}`,
    lines: [
      'Billing and the warehouse agree, so the card says whom to believe. Press *Fix…* on it: a window shows what will be written, over which value.',
      'After it the record is compared again on all sides, and only what agrees then is resolved. (Where the demo has no database, there is no such button.)',
      'Try `/recon trend customers`: what came, went and is open, field by field.',
    ],
    edits: [set('crm', key, { plan: plan === 'pro' ? 'free' : 'pro' })],
  }
}

function everythingHeals({ customers, payment }: Cast) {
  const [typo, drift] = customers
  return {
    title: 'The day ends well: the mistakes of this round are corrected',
    lines: [
      'Try `/recon status`, then `/recon list`. What came in the bad night is still open: resolve some of it.',
    ],
    edits: [
      restore('billing', typo!),
      restore('warehouse', drift!),
      restore('crm', customers[5]!),
      restore('crm', customers[8]!),
      restore('accounting', payment),
    ],
  }
}

/** Two digits changed places. */
function mistyped(cast: Cast, key: string): Edit {
  const text = decimal(cleanBalance(cast, key))
  const swapped = text.replace(/(\d)\.(\d)/, '$2.$1')
  return set('billing', key, {
    amount_due: swapped === text ? decimal(cleanBalance(cast, key) + 900n) : swapped,
  })
}

function cleanBalance(cast: Cast, key: string): bigint {
  return BigInt(rowsOf(cast.clean.crm, key)[0]!.balance!.replace('.', ''))
}

function decimal(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}

function set(system: SystemName, key: string, values: SampleRow): Edit {
  return { type: 'set', system, key, values }
}

function restore(system: SystemName, key: string): Edit {
  return { type: 'restore', system, key }
}
