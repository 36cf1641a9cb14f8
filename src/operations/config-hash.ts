import { createHash } from 'node:crypto'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'

/** What tells people and starts runs, and changes nothing of what is compared. */
const APART = [
  'title',
  'schedule',
  'changes',
  'candidates',
  'budget',
  'settleSeconds',
  'expectWithinSeconds',
  'guard',
  'shadow',
  'notify',
  'routes',
  'triage',
  'causes',
  'remedies',
]

/** Equal for configs that compare the same in the same way. No secret goes into it but what stands in the parameters of an API's URL, hashed. */
export function configHash(settings: Settings, reconciliation: Reconciliation): string {
  // Which topic says when to look is no part of what is looked at.
  const sides = reconciliation.sides.map(({ events: _, ...side }) => side)
  const compared = Object.entries({ ...reconciliation, sides }).filter(([name]) => !APART.includes(name))
  const sources = reconciliation.sides
    .flatMap(({ source, via }) => [source, ...(via ? [via.source] : [])])
    .map((name) => placeOf(settings.sources[name]))
  return createHash('sha256')
    .update(JSON.stringify([Object.fromEntries(compared), sources]))
    .digest('hex')
}

/** Which system it is, without user, password or token. */
function placeOf(source: Settings['sources'][string] | undefined): unknown[] {
  if (source === undefined) return []
  const { type, url, path } = { url: null, path: null, ...source }
  const place = [
    type,
    path,
    url !== null && URL.canParse(url) ? [new URL(url).host, new URL(url).pathname] : null,
  ]
  if (source.type === 'kafka') return [...place, source.topic, source.format, source.record]
  // The parameters of an API say which records it answers, as a where does.
  return source.type === 'http' ? [...place, new URL(source.url).search, source.records] : place
}
