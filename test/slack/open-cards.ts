import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { showDiscrepancy } from '../../src/operations/list-discrepancies.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import type { Outcome } from '../../src/playground/interactions/interaction.ts'
import type { Message, View } from '../../src/playground/workspace/contents.ts'
import { listEvents } from '../../src/store/events.ts'
import { type Bot, openBot } from './open-bot.ts'

/** A discrepancy whose balance differs (`42.50` in the crm, `42.05` in billing), with its card in #ops. */
export interface Card {
  readonly id: string
  readonly number: number
  readonly ts: string
  /** What billing says from now on. */
  billingSays(balance: string): void
  row(): Promise<NonNullable<Awaited<ReturnType<typeof showDiscrepancy>>>>
  events(): ReturnType<typeof listEvents>
  /** The card, now or when it says so. */
  says(pattern: RegExp): Promise<Message>
  /** Chooses an option of the menu beside the title, as it stands there. */
  look(user: string, action: 'check' | 'history' | 'note'): Promise<void>
  /** Chooses an option of the menu beside the buttons, as it stands there. */
  choose(user: string, action: string): Promise<void>
  click(user: string, button: string): Promise<unknown>
  /** A line of its thread, now or when it says so. */
  threadSays(pattern: RegExp): Promise<Message>
  thread(): readonly Message[]
  /** Opens the window that asks why. */
  askWhy(user: string): Promise<View>
}

/** A bot of which single cards are clicked by two people. */
export interface Cards {
  readonly bot: Bot
  readonly ada: string
  readonly ben: string
  run(): Promise<void>
  open(): Promise<Card>
  submit(user: string, reason: string, note?: string): Promise<unknown>
  /** Sends the person's window; an answer is given by its block, whose action has the same name. */
  send(user: string, answers?: Readonly<Record<string, string | readonly string[]>>): Promise<Outcome>
  /** The person's window, now or when it shows so. */
  windowShows(user: string, pattern: RegExp): Promise<string>
  /** An answer for that person alone. */
  isTold(user: string, pattern: RegExp): Promise<Message>
  /** Billing answers no more until that is called. */
  holdBilling(): () => void
}

export const textOf = ({ text, blocks }: { text?: string; blocks: unknown }) => JSON.stringify([text, blocks])

export async function openCards(changes: Partial<Reconciliation> = {}): Promise<Cards> {
  const bot = await openBot(changes)
  const { playground } = bot
  const [ada, ben] = playground.people.map((person) => person.id) as [string, string]
  let next = 100
  const run = async () => {
    await runReconciliation(bot.context, {
      name: 'customers',
      scope: { kind: 'everything' },
      trigger: 'cli',
      requestedBy: 'test',
    })
  }
  return {
    bot,
    ada,
    ben,
    run,
    open: () => openCard(bot, String(next++), run),
    submit: (user, reason, note) =>
      playground.submitView({ user, values: { reason: { reason }, ...(note ? { note: { note } } : {}) } }),
    send: (user, answers = {}) =>
      playground.submitView({
        user,
        values: Object.fromEntries(Object.entries(answers).map(([id, value]) => [id, { [id]: value }])),
      }),
    windowShows: async (user, pattern) =>
      textOf(await playground.nextView(user, (view) => pattern.test(textOf(view)))),
    isTold: (user, pattern) =>
      playground.nextMessage((message) => message.onlyFor === user && pattern.test(textOf(message))),
    holdBilling: () => hold(bot),
  }
}

async function openCard(bot: Bot, id: string, run: () => Promise<void>): Promise<Card> {
  const { playground, context } = bot
  bot.crm.rows = [...bot.crm.rows, { id, balance: '42.50', email: 'a@x.org', plan: 'pro' }]
  bot.billing.rows = [...bot.billing.rows, { id, balance: '42.05', email: 'a@x.org', plan: 'pro' }]
  await run()
  const card = await playground.nextMessage(
    (message) =>
      textOf(message).includes(`\`${id}\``) && /^#\d+ /.test(message.text) && message.onlyFor === null,
  )
  const number = Number(/#(\d+)/.exec(card.text)?.[1])
  const place = { channel: card.channel, ts: card.ts }
  const option = (action: string) => {
    const shown = playground.messages(card.channel).find(({ ts }) => ts === card.ts)!
    return new RegExp(`"(${action} ${number}:\\d+)"`).exec(textOf(shown))![1]!
  }
  const thread = () => playground.messages(card.channel).filter(({ threadTs }) => threadTs === card.ts)
  return {
    id,
    number,
    ts: card.ts,
    billingSays(balance) {
      bot.billing.rows = bot.billing.rows.map((row) => (row.id === id ? { ...row, balance } : row))
    },
    row: async () => (await showDiscrepancy(context, number))!,
    events: () => listEvents(context.db, number),
    says: (pattern) =>
      playground.nextMessage((message) => message.ts === card.ts && pattern.test(textOf(message))),
    async look(user, action) {
      await playground.click({ user, ...place, actionId: 'discrepancy.look', value: option(action) })
    },
    async choose(user, action) {
      await playground.click({ user, ...place, actionId: 'discrepancy.more', value: option(action) })
    },
    click: (user, button) => playground.click({ user, ...place, actionId: `discrepancy.${button}` }),
    threadSays: (pattern) =>
      playground.nextMessage((message) => message.threadTs === card.ts && pattern.test(textOf(message))),
    thread,
    async askWhy(user) {
      await playground.click({ user, ...place, actionId: 'discrepancy.resolve' })
      return await playground.nextView(user, (view) => textOf(view).includes('Why is it resolved'))
    },
  }
}

function hold(bot: Bot): () => void {
  let release = () => {}
  bot.billing.gate = new Promise((resolve) => {
    release = () => {
      bot.billing.gate = null
      resolve()
    }
  })
  return release
}
