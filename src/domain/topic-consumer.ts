/** A side that a topic tells of. Each has its own offsets. */
export interface TopicConsumer {
  readonly reconciliation: string
  readonly side: string
  readonly topic: string
}
