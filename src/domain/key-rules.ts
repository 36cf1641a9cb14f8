/** What a key part can be said to be; unsaid, its columns decide. */
export const KEY_TYPES = ['text', 'integer', 'uuid'] as const
export type KeyType = (typeof KEY_TYPES)[number]

/** How one key part is brought to one form, on every side, before keys are compared. */
export interface KeyRules {
  /** Null: an integer where every side that knows its types has one, else text. */
  readonly type: KeyType | null
  readonly trim: boolean
  readonly ignoreCase: boolean
  readonly keep: 'digits' | 'letters' | 'alphanumeric' | null
  /** By side: what its keys may begin with and the others' do not. */
  readonly stripPrefix: Readonly<Record<string, string>>
}
