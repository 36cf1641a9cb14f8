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
    ...doubledTags(told),
    ...(await untold(told, standing)),
    ...(await forgotten(told.query, standing)),
    ...(await stale(told, standing)),
    ...astray(standing),
  ]
}

/** What stands in Slack more than once: wrong at any moment, and not only when all is quiet. */
export function doubledTags(told: Pick<Told, 'context' | 'playground'>): string[] {
  return [...groupBy(standingMessages(told), ({ tag }) => tag)]
    .filter(([, copies]) => copies.length > 1)
    .map(
      ([tag, copies]) => `${tag} stands ${copies.length} times: ${copies.map(({ message }) => message.ts)}`,
    )
}

interface Standing {
  readonly tag: string
  readonly message: Message
}

function standingMessages({ context, playground }: Pick<Told, 'context' | 'playground'>): Standing[] {
  const channels = context.settings.reconciliations.map(({ notify }) => notify.channel ?? '')
  return [...new Set(channels)].flatMap((channel) =>
    playground.messages(channel).flatMap((message) => {
      const tag = (message.metadata?.event_payload as JsonObject | undefined)?.tag
      return typeof tag === 'string' ? [{ tag, message }] : []
    }),
  )
}

/** Of what a run told first, so many have a card and the rest its message; what was escalated has a card. */
async function untold({ query, context }: Told, standing: readonly Standing[]): Promise<string[]> {
  const rows = (await query(`
    select number, reconciliation, told_run_id,
      row_number() over (partition by told_run_id order by number)::int as place,
      exists (select from discrepancy_events e where e.number = d.number and kind = 'escalated') as called
    from discrepancies d where severity = 'high' and told_run_id is not null`)) as {
    number: string
    reconciliation: string
    told_run_id: string
    place: number
    called: boolean
  }[]
  const tags = new Set(standing.map(({ tag }) => tag))
  const wanted = rows.flatMap(({ number, reconciliation, told_run_id, place, called }) => {
    const notify = context.settings.reconciliations.find(({ name }) => name === reconciliation)?.notify
    if (!notify?.channel) return []
    const own = [`card:${number}`]
    if (place <= notify.maxCards) return own
    return [`run-group:${told_run_id}`, ...(called ? own : [])]
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
