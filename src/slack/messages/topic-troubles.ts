import type { KnownBlock } from '@slack/types'
import type { TopicTrouble } from '../../domain/topic-trouble.ts'
import { section } from './blocks.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { countOf } from './words.ts'

const SHOWN = 10

/** What is wrong with topics, or was, so that nothing of them vanishes unseen; nothing where all is well. */
export function topicTroubles(troubles: readonly TopicTrouble[]): KnownBlock[] {
  if (troubles.length === 0) return []
  const rest = troubles.length - SHOWN
  const more = rest > 0 ? [section(`and ${countOf(rest, 'other topic')}`)] : []
  return [...troubles.slice(0, SHOWN).map(troubleBlock), ...more]
}

function troubleBlock({ topic, reconciliation, side, failing, unreadable, lost }: TopicTrouble): KnownBlock {
  return section(
    `*Topic* ${code(topic)}, which tells of ${code(side)} in ${code(reconciliation)}`,
    ...(failing
      ? [
          `⚠️ Not followed since ${dateToken(failing.since)}, tried again without your doing: ${plain(failing.why, 400)}`,
        ]
      : []),
    ...(unreadable ? [unreadableLine(unreadable)] : []),
    ...(lost ? [`❗ ${dateToken(lost.at)}: ${plain(lost.what, 400)}. Run the reconciliation once.`] : []),
  )
}

function unreadableLine({
  count,
  why,
  partition,
  offset,
  at,
}: NonNullable<TopicTrouble['unreadable']>): string {
  const last = `the last ${dateToken(at)} in partition ${partition}, offset ${plain(offset)}: ${plain(why, 400)}`
  return `⚠️ *${countOf(count, 'message')}* could not be read, ${last}`
}
