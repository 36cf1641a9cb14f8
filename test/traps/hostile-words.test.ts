import { afterEach, expect } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { type Bot, openBot } from '../slack/open-bot.ts'
import { sampleField } from '../slack/samples.ts'
import { trap } from './trap.ts'

let bot: Bot
afterEach(async () => await bot?.close())

const RIGHT_TO_LEFT = '\u202e'
const HOSTILE = `<!channel> *a* \`b\` <@U012ADA> <https://x.example|pay> & ${RIGHT_TO_LEFT}evil`
const LONG = 'x'.repeat(10_000)
const SECRET = 'iban-<!here>-DE89370400440532013000'

/** The card of one record, as the stand-in took it, with every text in it that Slack would read for tokens. */
async function cardOf(key: string, plan: { crm: string; billing: string }) {
  bot = await openBot({
    fields: [
      sampleField('balance', { type: 'decimal' }),
      sampleField('email', { sensitive: true }),
      sampleField('plan'),
    ],
  })
  const row = (plan: string, email: string) => [{ id: key, balance: '1', plan, email }]
  bot.crm.rows = row(plan.crm, `${SECRET}1`)
  bot.billing.rows = row(plan.billing, `${SECRET}2`)
  const scope = { kind: 'everything' } as const
  await runReconciliation(bot.context, { name: 'customers', scope, trigger: 'cli', requestedBy: 'test' })
  const [email, card] = [
    await bot.playground.nextMessage(({ text }) => /^#\d+ new, high: email differs/.test(text)),
    await bot.playground.nextMessage(({ text }) => /^#\d+ new, high: plan differs/.test(text)),
  ]
  const everything = JSON.stringify([card.text, card.blocks, email.text, email.blocks])
  return { card, email, everything, readForTokens: [...readForTokens([card.text, card.blocks])] }
}

/** The text of the message, and every text object of the kind mrkdwn; rich text is not read for tokens. */
function* readForTokens(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  if (Array.isArray(value)) for (const each of value) if (typeof each !== 'number') yield* readForTokens(each)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return
  const { type, text } = value as { type?: unknown; text?: unknown }
  if (type === 'mrkdwn') yield String(text)
  for (const each of Object.values(value)) if (typeof each === 'object') yield* readForTokens(each)
}

trap(
  78,
  {
    title: 'a key or a value with mentions, formatting, marks that turn the text around, 10 KB or a secret',
    proves: 'telling: nothing in a record pings, formats, hides or leaks',
  },
  async () => {
    const { everything, readForTokens: texts, card } = await cardOf(HOSTILE, { crm: HOSTILE, billing: LONG })
    for (const text of texts) {
      expect(text).not.toMatch(/<!channel>|<!here>|<@U012ADA>|<https:/)
      // Within a code span Slack formats nothing, and the span ends where ours does.
      expect(text.replace(/`[^`]*`/g, '')).not.toMatch(/\*a\*|`/)
    }
    expect(texts[0]).toContain('&lt;!channel&gt;')
    expect(everything).not.toContain(RIGHT_TO_LEFT)
    expect(everything).toContain('⟨U+202E⟩evil')
    expect(everything).not.toContain('iban')
    expect(everything).toContain('••••')
    // Cut, and seen to be cut; what it is cut from stays in the tracker.
    expect(everything).not.toMatch(/x{3000}/)
    expect(everything).toMatch(/x{100,}…/)
    expect(card.text.length).toBeLessThan(4_000)
    expect(bot.log.map((line) => JSON.stringify(line)).join('\n')).not.toMatch(/iban|x{100}/)
  },
)

trap(
  78,
  {
    title: 'a key of 10 KB is cut on its card, and its buttons still act on it',
    proves: 'telling: a button names a number, never a key',
  },
  async () => {
    const { card, everything } = await cardOf(LONG, { crm: 'pro', billing: 'free' })
    expect(everything).not.toMatch(/x{3000}/)
    const [ada] = bot.playground.people.map(({ id }) => id)
    const { channel, ts } = card
    await bot.playground.click({ user: ada!, channel, ts, actionId: 'discrepancy.acknowledge' })
    const edited = await bot.playground.nextMessage(({ text }) => /^#\d+ acknowledged/.test(text))
    expect(edited.ts).toBe(ts)
  },
)
