import type { SectionBlock } from '@slack/types'
import type { DigestFacts, MedianTime } from '../../domain/digest-facts.ts'
import { mrkdwn, ownerName } from './mrkdwn.ts'
import { countOf, lasting } from './words.ts'

/** What happened since the last digest, two figures beside each other; how long it took only where somebody did it. */
export function digestFigures(facts: DigestFacts): SectionBlock {
  const { opened, reopened, acknowledgedAfter, resolvedAfter } = facts
  const back = reopened === 0 ? '' : `, *${amount(reopened)}* came back`
  const figures = [
    `*Opened*\n*${amount(opened)}*${back}`,
    `*Resolved*\n${resolvedText(facts)}`,
    acknowledgedAfter && `*Acknowledged after*\n${medianText(acknowledgedAfter)}`,
    resolvedAfter && `*Resolved by people after*\n${medianText(resolvedAfter)}`,
  ]
  return { type: 'section', fields: figures.filter((text) => text !== undefined).map(mrkdwn) }
}

function resolvedText({ resolvedByPeople, resolvedByThemselves, resolvers }: DigestFacts): string {
  if (resolvedByPeople + resolvedByThemselves === 0) return '*0*'
  const people = `*${amount(resolvedByPeople)}* by people`
  return `${people}, *${amount(resolvedByThemselves)}* by themselves${resolversText(resolvers)}`
}

function resolversText(resolvers: DigestFacts['resolvers']): string {
  if (resolvers === undefined) return ''
  const named = resolvers.top.map(({ actor, count }) => `${ownerName(actor.id)} ${amount(count)}`)
  const rest = resolvers.people - named.length
  return `\n${[...named, ...(rest > 0 ? [countOf(rest, 'other')] : [])].join(', ')}`
}

function medianText({ seconds, count }: MedianTime): string {
  const time = lasting(new Date(0), new Date(seconds * 1_000))
  return count === 1 ? `*${time}* (one alone)` : `*${time}* (median of ${amount(count)})`
}

function amount(count: number): string {
  return count.toLocaleString('en')
}
