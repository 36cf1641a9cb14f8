/** What Slack refuses to take more of. Characters are kept a little below the documented limits, as Slack counts in its own way. */
export const LIMITS = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  /** Over all blocks of a message; observed, not documented. */
  charactersPerMessage: 13_000,
  /** A view may have 250 KB of JSON: each character takes up to three bytes, and the blocks around them take some. */
  charactersPerView: 70_000,
  /** `chat.update` takes 4,000; it is also what a notification shows, so a short one reads better. */
  messageText: 3_000,
  sectionText: 2_800,
  contextText: 2_000,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  identifier: 255,
  optionText: 75,
  optionValue: 150,
  selectOptions: 100,
  placeholder: 150,
  modalTitle: 24,
  inputLabel: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  noteText: 3_000,
  privateMetadata: 3_000,
  tableRows: 100,
  /** Without the header. */
  dataTableRows: 100,
  tableColumns: 20,
  chartTitle: 50,
  chartSeries: 6,
  chartPoints: 20,
  chartLabel: 20,
  /** Not Slack's limit: what people still read in one cell. */
  cellText: 200,
} as const

/**
 * The text if it is short enough, otherwise its beginning with an ellipsis. Never splits a character; half ones that
 * came in are replaced.
 */
export function cut(text: string, limit: number): string {
  const whole = text.replace(/\p{Cs}/gu, '\ufffd')
  if (whole.length <= limit) return whole
  let kept = ''
  for (const character of whole) {
    if (kept.length + character.length > limit - 1) break
    kept += character
  }
  return `${kept}…`
}
