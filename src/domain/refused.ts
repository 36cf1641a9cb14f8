/** Why what somebody asked for was not done. */
export const REFUSALS = [
  /** The person may not, whatever the row. */
  'forbidden',
  /** It is so already. */
  'already',
  'resolved',
  'open',
  'not-acknowledged',
  'owned',
  'snoozed',
  'not-snoozed',
  'stable',
  /** Something happened after what the person looked at. */
  'changed',
  'nothing-to-undo',
  'undo-too-late',
  'undo-overtaken',
  /** The same note came twice. */
  'noted',
] as const
export type Refused = (typeof REFUSALS)[number]
