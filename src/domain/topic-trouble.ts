import type { TopicConsumer } from './topic-consumer.ts'

/** What is wrong with a topic that tells of a side, or was; one with nothing of it is no trouble. */
export interface TopicTrouble extends TopicConsumer {
  /** Why it cannot be followed just now; null: it is followed. */
  readonly failing: { readonly why: string; readonly since: Date } | null
  /** Messages that could not be read, and the last of them. */
  readonly unreadable: {
    readonly count: number
    readonly why: string
    readonly partition: number
    readonly offset: string
    readonly at: Date
  } | null
  /** What was gone before it was read, the last time. */
  readonly lost: { readonly what: string; readonly at: Date } | null
}
