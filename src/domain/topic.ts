/** One message as its broker keeps it. */
export interface TopicMessage {
  readonly partition: number
  readonly offset: bigint
  /** Null where the message carries none. */
  readonly at: Date | null
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
}

/** The next offset to read of a partition. */
export interface TopicPosition {
  readonly partition: number
  readonly offset: bigint
}

/** What one look brought of one partition. */
export interface FetchedPartition {
  readonly partition: number
  readonly from: bigint
  /** Where to go on: after the last message, and after what is no message (marks of transactions, holes). */
  readonly next: bigint
  readonly messages: readonly TopicMessage[]
  /** The broker has no such offset: what stood there is gone, or the topic is another one. */
  readonly isGone: boolean
}

/** A topic that can be followed. Errors are `source-missing` and `source-unreachable`, with a sentence. */
export interface Topic {
  /** `id` changes where a topic was removed and made again under the same name. */
  describe(): Promise<{ readonly id: string; readonly partitions: number }>
  /** The first offset there is, or the next to be written, by partition. */
  offsets(end: 'first' | 'next'): Promise<readonly bigint[]>
  /** Waits up to half a second for something new. */
  fetch(positions: readonly TopicPosition[]): Promise<readonly FetchedPartition[]>
  /** Tells the broker, for whoever watches how far behind readers are; nothing rests on it. */
  commit(positions: readonly TopicPosition[]): Promise<void>
  close(): Promise<void>
}

/** Opens the topic of a source of the settings; `group`: under which name offsets are told to the broker. */
export type OpenTopic = (source: string, group: string) => Promise<Topic>
