import type { Edit } from './apply-edits.ts'
import { rowsOf } from './sample-system.ts'
import type { SampleData } from './sample-systems.ts'

/** One act of the tour, before it knows its place in it. */
export interface Act {
  /** Since the act before. */
  readonly afterSeconds: number
  readonly title: string
  readonly lines: readonly string[]
  readonly edits: readonly Edit[]
}

/** The customer whose balance goes wrong, heals and comes back. */
const STAR = '1042'

/**
 * The demo's first five minutes: nothing is wrong, then something is. What one act breaks a later one heals, so after the last
 * the systems are those of `SampleData.systems`.
 */
const TOUR: readonly ((data: SampleData) => Act)[] = [
  allIsCalm,
  wrongBalance,
  yenTimesHundred,
  sourceGoesAway,
  healsByItself,
  badNight,
]

export const TOUR_STEPS = TOUR.length

/** Act `index`, from 0 on. */
export function tourAct(index: number, data: SampleData): Act {
  return TOUR[index]!(data)
}

function allIsCalm({ clean }: SampleData): Act {
  return {
    afterSeconds: 0,
    title: 'All is calm',
    lines: [
      `Three systems know the same ${clean.billing.rows.length} customers, two the same ${clean.payments.rows.length} payments. Each writes them in its own words, and they agree.`,
      'So nobody is told anything: the channels stay empty. Everything is compared every 20 seconds.',
      'Try `/recon status`, and `/recon check customers 1042` for one record on all sides.',
      'In half a minute something goes wrong. Press Next if you cannot wait.',
    ],
    edits: [],
  }
}

function wrongBalance({ planted }: SampleData): Act {
  return {
    afterSeconds: 30,
    title: `Somebody mistyped the balance of customer ${STAR}`,
    lines: [
      'Billing says 429.05, the others 492.05. One card comes to #data-quality, and no second one: later runs see the same and stay silent.',
      'Two of three sides agree, so it says which is likely correct.',
      'Press *Acknowledge* on the card. The menu beside the buttons snoozes it, or assigns it to you.',
      'Open a second window as Grace Hopper (below left) and press a button that Ada has pressed.',
    ],
    edits: planted.customers.find(({ key }) => key === STAR)!.edits,
  }
}

function yenTimesHundred(data: SampleData): Act {
  const keys = yenPayments(data)
  const edits = keys.map((key): Edit => {
    const gross = `${rowsOf(data.clean.accounting, key)[0]!.gross}00`
    return { type: 'set', system: 'accounting', key, values: { gross } }
  })
  return {
    afterSeconds: 60,
    title: 'Accounting exports yen a hundred times too large',
    lines: [
      `Yen have no cents, and the export wrote them as if they had: ${keys.length} payments are wrong, all in one currency.`,
      `Not ${keys.length} messages, but six cards in #finance and one message with the rest. Every card says what it looks like: one is exactly 100 times the other.`,
      'Press *Triage*, *Browse* or *Resolve … as x100* below that message. Then try `/recon run payments`: its answer says what they have in common.',
    ],
    edits,
  }
}

function sourceGoesAway(): Act {
  return {
    afterSeconds: 60,
    title: 'Billing delivers an empty export',
    lines: [
      'Are all its customers gone? Hardly. The run is held, and one message in #data-quality says why.',
      'No card says that a record is missing, and nothing is resolved: the card of the mistyped balance stays as it was.',
      'Leave the message, or press *Discard*. *Accept* would believe the export.',
    ],
    edits: [{ type: 'withhold', system: 'billing' }],
  }
}

function healsByItself(data: SampleData): Act {
  const restored = yenPayments(data).map((key): Edit => ({ type: 'restore', system: 'accounting', key }))
  return {
    afterSeconds: 60,
    title: 'The systems are put right',
    lines: [
      `Billing delivers again, with the balance of customer ${STAR} corrected. Its card is resolved by itself and edited in place; nobody had to close it.`,
      'The message about the held run says that there is nothing to decide any more.',
      'Accounting has corrected its yen as well: all its cards are resolved, and so is the message with the rest.',
      'Try `/recon digest`: what happened, and what is still open.',
    ],
    edits: [
      { type: 'deliver', system: 'billing' },
      { type: 'set', system: 'billing', key: STAR, values: { amount_due: '492.05' } },
      ...restored,
    ],
  }
}

function badNight({ systems, planted }: SampleData): Act {
  const { customers, payments } = planted
  const active = systems.crm.rows.filter(({ active }) => active === 't').length
  return {
    afterSeconds: 60,
    title: 'A bad night',
    lines: [
      `Nine sign-ups never reached billing, records were deleted and doubled. The CRM says ${active} customers, billing ${systems.billing.rows.length}, the warehouse ${systems.warehouse.rows.length}.`,
      `${customers.length} findings of every kind: five cards at most, the gravest first, and one message with the rest. #finance has ${payments.length} of its own.`,
      `Customer ${STAR} is back: the same number, and the same thread.`,
      'That was the tour. Something goes on changing now and then. Try `/recon list`, and resolve some of it.',
    ],
    edits: [...customers, ...payments].flatMap(({ edits }) => edits),
  }
}

/** Keys of all payments in yen, which both systems have. */
function yenPayments({ clean }: SampleData): readonly string[] {
  return clean.payments.rows.filter(({ currency }) => currency === 'JPY').map(({ payment_id }) => payment_id!)
}
