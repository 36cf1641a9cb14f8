import type { OutboxSubject } from '../../src/domain/outbox.ts'
import type { Context } from '../../src/operations/context.ts'
import { renderSubject } from '../../src/operations/render-subject.ts'
import type { JsonObject } from '../../src/playground/json.ts'
import type { Playground } from '../../src/playground/playground.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'
import { groupBy, type Query } from './tracker-invariants.ts'

export interface Told {
  readonly query: Query
  /** Renders messages as they now must look. */
  readonly context: Context
  readonly playground: Playground
}

/** Every tag at most once, everything told that must be, every copy as its row now is, every note below its card. */
export async function brokenTelling(told: Told): Promise<string[]> {
  const standing = standingMessages(told)
  return [
    ...doubled(standing),
    ...(await untold(told, standing)),
    ...(await forgotten(told.query, standing)),
    ...(await stale(told, standing)),
    ...astray(standing),
  ]
}

interface Standing {
  readonly tag: string
  readonly message: Message
}

function standingMessages({ context, playground }: Told): Standing[] {
  const channels = context.settings.reconciliations.map(({ notify }) => notify.channel ?? '')
  return [...new Set(channels)].flatMap((channel) =>
    playground.messages(channel).flatMap((message) => {
      const tag = (message.metadata?.event_payload as JsonObject | undefined)?.tag
      return typeof tag === 'string' ? [{ tag, message }] : []
    }),
  )
}

function doubled(standing: readonly Standing[]): string[] {
  return [...groupBy(standing, ({ tag }) => tag)]
    .filter(([, copies]) => copies.length > 1)
    .map(
      ([tag, copies]) => `${tag} stands ${copies.length} times: ${copies.map(({ message }) => message.ts)}`,
    )
}

/** Of what a run opened, the first so many have a card and the rest their run's message; what was escalated has a card. */
async function untold({ query, context }: Told, standing: readonly Standing[]): Promise<string[]> {
  const rows = (await query(`
    select number, kind, run_id, reconciliation,
      row_number() over (partition by kind, run_id order by number)::int as place
    from (select e.number, e.kind, e.run_id, d.reconciliation from discrepancy_events e join discrepancies d using (number)
      where e.kind = 'escalated' or (e.kind = 'opened' and e.finding->>'severity' = 'high')) as told`)) as {
    number: string
    kind: string
    run_id: string | null
    reconciliation: string
    place: number
  }[]
  const tags = new Set(standing.map(({ tag }) => tag))
  const wanted = rows.flatMap(({ number, kind, run_id, reconciliation, place }) => {
    const notify = context.settings.reconciliations.find(({ name }) => name === reconciliation)?.notify
    if (!notify?.channel) return []
    return kind === 'escalated' || place <= notify.maxCards ? [`card:${number}`] : [`run-group:${run_id}`]
  })
  return [...new Set(wanted)].filter((tag) => !tags.has(tag)).map((tag) => `${tag} was never told`)
}

/** What stands in Slack and what the tracker knows of it are the same. */
async function forgotten(query: Query, standing: readonly Standing[]): Promise<string[]> {
  const known = (await query('select tag, ts from messages')) as { tag: string; ts: string }[]
  const places = new Set(known.map(({ tag, ts }) => `${tag} at ${ts}`))
  const seen = new Set(standing.map(({ tag, message }) => `${tag} at ${message.ts}`))
  return [
    ...[...seen].filter((place) => !places.has(place)).map((place) => `${place} stands, and nobody knows it`),
    ...[...places]
      .filter((place) => !seen.has(place))
      .map((place) => `${place} is known, and does not stand`),
  ]
}

async function stale({ context }: Told, standing: readonly Standing[]): Promise<string[]> {
  const problems: string[] = []
  for (const { tag, message } of standing) {
    const about = subjectOf(tag)
    if (about === null) continue
    const wanted = await renderSubject(context, about)
    const [shown, right] = [looks(message), wanted ? looks(wanted) : 'nothing']
    if (shown !== right) problems.push(`${tag} shows ${firstDifference(shown, right)}`)
  }
  return problems
}

function firstDifference(shown: string, right: string): string {
  let at = 0
  while (shown[at] === right[at]) at++
  const part = (text: string) => text.slice(Math.max(at - 30, 0), at + 90)
  return `...${part(shown)}... and should show ...${part(right)}...`
}

/** A note says what happened then, and is never changed. */
function subjectOf(tag: string): OutboxSubject | null {
  const [kind, id = ''] = tag.split(':')
  if (kind === 'card') return { kind: 'discrepancy', number: Number(id) }
  return kind === 'run-group' ? { kind, runId: id } : null
}

/** How often it was seen is told with the next news only, and Slack names blocks and elements that have no names. */
function looks({ text, blocks }: { readonly text: string; readonly blocks: readonly object[] }): string {
  const named = (name: string) => name === 'block_id' || name === 'action_id'
  const json = JSON.stringify([text, blocks], (name, value) => (named(name) ? undefined : value))
  return json.replace(/ {2}· {2}last seen <!date[^>]*> {2}· {2}seen \d+ times?/g, '')
}

function astray(standing: readonly Standing[]): string[] {
  const cards = new Map(standing.map(({ tag, message }) => [tag, message.ts]))
  return standing
    .filter(({ tag, message }) => {
      const [kind, number] = tag.split(':')
      return kind === 'note' && message.threadTs !== cards.get(`card:${number}`)
    })
    .map(({ tag }) => `${tag} does not stand below its card`)
}
