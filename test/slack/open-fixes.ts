import { connectTo } from '../../src/connectors/connect-to.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { findDiscrepancy } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { listAttempts } from '../../src/store/remedy-attempts.ts'
import { loadText } from '../support/config-files.ts'
import { startPostgres } from '../support/postgres.ts'
import { silentLog } from '../support/tracked-files.ts'
import { openBot } from './open-bot.ts'
import { textOf } from './open-cards.ts'

export const SECRET = 'ann.secret'

/** A CRM and a billing database on one real server; `cards`: how many of a run get a card of their own. */
const config = (cards: number) => `
sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  billing: { type: postgres, url: "\${CRM_URL}", write: "\${WRITE_URL}" }
reconciliations:
  customers:
    title: Customers
    sides:
      crm: { source: crm, table: crm, key: id }
      billing: { source: billing, table: accounts, key: ref, columns: { email: contact } }
    fields:
      email: { type: text, sensitive: true, severity: high }
      plan: { type: text, severity: high }
    likelyCorrect: { default: crm }
    notify: { channel: "#ops", maxCards: ${cards} }
    remedies:
      copy_plan:
        title: Copy the plan from the CRM
        when: { kind: mismatch, field: plan, likelyCorrect: crm }
        sql: { side: billing, statement: "update accounts set plan = :crm.plan where ref = :key" }
        reverse: { sql: { side: billing, statement: "update accounts set plan = :before.plan where ref = :key" } }
        approve: auto
        autoAfter: 2
        limit: { run: 20, day: 100 }
      copy_email:
        title: Copy the address from the CRM
        when: { kind: mismatch, field: email, likelyCorrect: crm }
        sql: { side: billing, statement: "update accounts set contact = :crm.email where ref = :key" }
`

/** A bot whose billing database remedies really change, and two people who click. */
export async function openFixes({ cards = 5 }: { readonly cards?: number } = {}) {
  const server = await startPostgres()
  await server.query('create table crm (id text primary key, email text, plan text)')
  await server.query('create table accounts (ref text primary key, contact text, plan text)')
  const { settings } = await loadText(config(cards), { CRM_URL: server.url, WRITE_URL: server.url })
  const connect = connectTo({ settings, dataFolder: '', log: silentLog })
  const bot = await openBot({}, { settings, connect })
  const { playground, context } = bot
  const [ada, ben] = playground.people.map((person) => person.id) as [string, string]
  return {
    bot,
    server,
    ada,
    ben,
    ...recordsOf(server),
    async run() {
      const request = {
        name: 'customers',
        scope: { kind: 'everything' },
        trigger: 'cli',
        requestedBy: 'test',
      } as const
      return await runReconciliation(context, request)
    },
    /** The card of a record, with its number. */
    async card(key: string): Promise<Message & { readonly number: number }> {
      const found = await playground.nextMessage(
        (message) =>
          textOf(message).includes(`\`${key}\``) && /^#\d+ /.test(message.text) && message.onlyFor === null,
      )
      return { ...found, number: Number(/#(\d+)/.exec(found.text)![1]) }
    },
    cardSays: (card: Message, pattern: RegExp) =>
      playground.nextMessage(({ ts, ...rest }) => ts === card.ts && pattern.test(textOf({ ...rest }))),
    press: (user: string, message: Message, actionId: string, value?: string) =>
      playground.click({
        user,
        channel: message.channel,
        ts: message.ts,
        actionId,
        ...(value === undefined ? {} : { value }),
      }),
    windowOf: (user: string, pattern: RegExp) =>
      playground.nextView(user, (view) => pattern.test(textOf(view))),
    submit: (user: string) => playground.submitView({ user, values: {} }),
    isTold: (user: string, pattern: RegExp) =>
      playground.nextMessage((message) => message.onlyFor === user && pattern.test(textOf(message))),
    row: (number: number) => findDiscrepancy(context.db, number),
    attempts: (number: number) => listAttempts(context.db, { number }),
    events: async (number: number) => (await listEvents(context.db, number)).map(({ kind }) => kind),
    async close() {
      await bot.close()
      await server.close()
    },
  }
}
export type Fixes = Awaited<ReturnType<typeof openFixes>>

function recordsOf(server: Awaited<ReturnType<typeof startPostgres>>) {
  let next = 100
  return {
    /** A record of which billing has another plan. */
    async given({ plan = 'free', email = `${SECRET}@x.org` } = {}): Promise<string> {
      const key = String(next++)
      await server.query('insert into crm values ($1, $2, $3)', [key, `${SECRET}@x.org`, 'pro'])
      await server.query('insert into accounts values ($1, $2, $3)', [key, email, plan])
      return key
    },
    async planOf(key: string): Promise<unknown> {
      const [row] = await server.query('select plan from accounts where ref = $1', [key])
      return row?.plan
    },
    setPlan: (key: string, plan: string) =>
      server.query('update accounts set plan = $2 where ref = $1', [key, plan]),
  }
}
