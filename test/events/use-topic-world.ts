import { afterAll, beforeAll } from 'vitest'
import { BROKER_MISSING, openBroker, type TestBroker } from './open-broker.ts'
import { openTopicTracker, openWriter, type TopicTracker, type TopicWriter } from './topic-world.ts'

/** There from the first test of the file on, where a broker can be had. */
export interface TopicWorld {
  broker: TestBroker
  writer: TopicWriter
  tracker: TopicTracker
}

/** One broker, writer and tracker for all tests of a file, closed after the last. */
export function useTopicWorld(): TopicWorld {
  const world: Partial<TopicWorld> = {}
  beforeAll(async () => {
    if (BROKER_MISSING) return
    world.broker = await openBroker()
    world.writer = openWriter(world.broker)
    world.tracker = await openTopicTracker()
  })
  afterAll(async () => {
    await world.writer?.close()
    await world.tracker?.files.close()
    await world.broker?.close()
  })
  return world as TopicWorld
}
