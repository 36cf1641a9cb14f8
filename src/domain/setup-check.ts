/** How it is with one thing that the bot needs: well, worth a note, to be mended, or not to be found out. */
export const CHECK_STATES = ['ok', 'note', 'mend', 'unreachable'] as const
export type CheckState = (typeof CHECK_STATES)[number]

/** One line of the checklist of a setup; never with a secret in it. */
export interface SetupCheck {
  /** `bot token`, `channel #ops`. */
  readonly what: string
  readonly state: CheckState
  /** What was found and, where it is not well, what to do. */
  readonly said: string
}
