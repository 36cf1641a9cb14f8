import { openTopics } from '../connectors/kafka/open-topic.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'
import type { OpenTopic } from '../domain/topic.ts'
import { topicsOf } from './topics-of.ts'

/** Asks the brokers for each topic that is followed; no message is read, and nothing is told to the brokers. */
export async function verifyTopics(settings: Settings): Promise<SetupCheck[]> {
  const open = openTopics(settings)
  const sources = [...new Set(topicsOf(settings).map(({ source }) => source))]
  return await Promise.all(sources.map((source) => verifyOne(source, open)))
}

async function verifyOne(source: string, open: OpenTopic): Promise<SetupCheck> {
  const what = `topic of ${source}`
  try {
    const topic = await open(source, 'counterfoil.verify')
    try {
      const { partitions } = await topic.describe()
      await topic.offsets('next')
      return { what, state: 'ok', said: `it answers; ${partitions} partition${partitions === 1 ? '' : 's'}` }
    } finally {
      await topic.close()
    }
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    return { what, state: 'mend', said: error.message }
  }
}
