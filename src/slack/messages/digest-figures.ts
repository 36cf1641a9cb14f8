import type { SectionBlock } from '@slack/types'
import type { DigestFacts, MedianTime } from '../../domain/digest-facts.ts'
import type { Actor } from '../../domain/discrepancy.ts'
import { mrkdwn, ownerName, person } from './mrkdwn.ts'
import { countOf, lasting } from './words.ts'

/**
 * What happened since the last digest, two figures beside each other; how long it took only where somebody did it. `isForAll`:
 * it is posted in a channel, where Slack would notify whoever is named of it every morning.
 */
export function digestFigures(facts: DigestFacts, isForAll: boolean): SectionBlock {
  const { opened, reopened, acknowledgedAfter, resolvedAfter } = facts
  const back = reopened === 0 ? '' : `, *${amount(reopened)}* came back`
  const figures = [
    `*Opened*\n*${amount(opened)}*${back}`,
    `*Resolved*\n${resolvedText(facts, isForAll)}`,
    acknowledgedAfter && `*Acknowledged after*\n${medianText(acknowledgedAfter)}`,
    resolvedAfter && `*Resolved by people after*\n${medianText(resolvedAfter)}`,
  ]
  return { type: 'section', fields: figures.filter((text) => text !== undefined).map(mrkdwn) }
}

function resolvedText(facts: DigestFacts, isForAll: boolean): string {
  const { resolvedByPeople, resolvedByThemselves, resolvers } = facts
  if (resolvedByPeople + resolvedByThemselves === 0) return '*0*'
  const people = `*${amount(resolvedByPeople)}* by people, *${amount(resolvedByThemselves)}* by themselves${remedyText(facts)}`
  if (resolvers === undefined) return people
  return `${people}\n${isForAll ? countsText(resolvers) : namesText(resolvers)}`
}

/** How many of them a remedy fixed, whoever approved it. */
function remedyText({ fixes = [] }: DigestFacts): string {
  const verified = fixes.filter(({ state }) => state === 'verified')
  const count = verified.reduce((sum, fix) => sum + fix.count, 0)
  return count === 0 ? '' : `, *${amount(count)}* of all by remedies`
}

type Resolvers = NonNullable<DigestFacts['resolvers']>

/** `3 people: 5, 2, 1`. */
function countsText({ people, top }: Resolvers): string {
  if (people === 1) return 'one person'
  const most = people > top.length ? ', most of them' : ''
  return `${amount(people)} people${most}: ${top.map(({ count }) => amount(count)).join(', ')}`
}

function namesText({ people, top }: Resolvers): string {
  const named = top.map(({ actor, count }) => `${nameOf(actor)} ${amount(count)}`)
  const rest = people - named.length
  return [...named, ...(rest > 0 ? [countOf(rest, 'other')] : [])].join(', ')
}

/** A token may have a name that looks like a person's id. */
function nameOf(actor: Actor): string {
  return actor.surface === 'http' ? person(actor) : ownerName(actor.id)
}

function medianText({ seconds, count }: MedianTime): string {
  const time = lasting(new Date(0), new Date(seconds * 1_000))
  return count === 1 ? `*${time}* (one alone)` : `*${time}* (median of ${amount(count)})`
}

function amount(count: number): string {
  return count.toLocaleString('en')
}
