/** What became of one attempt. `reason` is a sentence for people. */
export type Delivered =
  /** `channel` is Slack's id, whatever name the message was sent to. `plainly`: it took the plainer form only. */
  | { readonly ok: true; readonly channel: string; readonly ts: string; readonly plainly?: true }
  | {
      readonly ok: false
      readonly retryAfterSeconds: number
      readonly reason: string
      /** The answer got lost on its way: Slack may have done it. */
      readonly mayHaveArrived?: true
      /** Slack's limit: it wants nothing of the kind before then. */
      readonly isLimit?: true
    }
  /** Trying again will not help; somebody has to do what the reason says. */
  | { readonly ok: false; readonly permanent: true; readonly reason: string }
  /** The message to edit is not there any more. */
  | { readonly ok: false; readonly gone: true; readonly reason: string }

/** What a look for a message in Slack brought. */
export type Found =
  | { readonly kind: 'found'; readonly channel: string; readonly ts: string }
  /** It is certainly not there. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'retry'; readonly retryAfterSeconds: number; readonly reason: string }
  /** The bot may not look there; trying again will not help before somebody does what the reason says. */
  | { readonly kind: 'unreadable'; readonly reason: string }
