import type { OpenTopic } from '../domain/topic.ts'
import type { Context } from '../operations/context.ts'
import { topicsOf } from '../operations/topics-of.ts'
import { followTopic } from './follow-topic.ts'

export interface Topics {
  /** Finishes what is in hand, then stops. */
  stop(): Promise<void>
}

/** Follows every topic that a reconciliation asks for, each by itself, so that one that fails holds up no other. */
export function startTopics(context: Context, open: OpenTopic): Topics {
  const stopping = new AbortController()
  const followed = topicsOf(context.settings).map((topic) =>
    followTopic(context, { topic, open, stopping: stopping.signal }),
  )
  return {
    async stop() {
      stopping.abort()
      await Promise.all(followed)
    },
  }
}
