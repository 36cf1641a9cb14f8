/** What the sides said when a person resolved a discrepancy. */
export interface Verification {
  readonly word: 'agreed' | 'differed' | 'unknown'
  /** Of `unknown`: why nobody can say, as a sentence without its full stop. */
  readonly because?: string
  /** The run that looked. */
  readonly run?: string
}

/** `verified: the sides agreed`, `not verified: the source "billing" cannot be reached`. */
export function describeVerification({ word, because }: Verification): string {
  if (word === 'agreed') return 'verified: the sides agreed'
  if (word === 'differed') return 'not verified: the sides still differed'
  return `not verified: ${because ?? 'nobody could look'}`
}
