/** One digest of a channel, fixed when it was made, so that an edit later shows the same facts. */
export interface Digest {
  readonly id: string
  readonly channel: string
  /** `2026-11-01`, in the digest's zone. */
  readonly day: string
  readonly since: Date
  readonly until: Date
  /** Whatever the digest's maker wants kept, as plain JSON: dates come back as text. */
  readonly facts: unknown
}
