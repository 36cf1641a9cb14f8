/** What became of one attempt. `reason` is a sentence for people. */
export type Delivered =
  /** `channel` is Slack's id, whatever name the message was sent to. */
  | { readonly ok: true; readonly channel: string; readonly ts: string }
  | {
      readonly ok: false
      readonly retryAfterSeconds: number
      readonly reason: string
      /** The answer got lost on its way: Slack may have done it. */
      readonly mayHaveArrived?: true
    }
  /** Trying again will not help; somebody has to do what the reason says. */
  | { readonly ok: false; readonly permanent: true; readonly reason: string }
  /** The message to edit is not there any more. */
  | { readonly ok: false; readonly gone: true; readonly reason: string }
