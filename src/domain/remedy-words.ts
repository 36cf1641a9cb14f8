import type { Reconciliation } from './reconciliation.ts'

/** What a word of a remedy stands for. */
export type RemedyWord =
  | { readonly kind: 'key'; readonly part: string }
  | { readonly kind: 'field'; readonly side: string; readonly field: string }
  /** Of `reverse`: what the changed side showed before. */
  | { readonly kind: 'before'; readonly field: string }
  | { readonly kind: 'seen' | 'correct' | 'number' | 'reconciliation' | 'attempt' | 'by' }

/** What the words of a remedy are about. */
export interface RemedyWorld {
  readonly sides: readonly { readonly name: string; readonly fields: readonly string[] }[]
  readonly keyNames: readonly string[]
  /** The side that the remedy changes. */
  readonly target: string
  /** They take a fix back. */
  readonly isReverse: boolean
}

/** Every word that may stand in a remedy, by how it is written. */
export function remedyWords({ sides, keyNames, target, isReverse }: RemedyWorld): Map<string, RemedyWord> {
  const words = new Map<string, RemedyWord>()
  const [only] = keyNames
  if (keyNames.length === 1) words.set('key', { kind: 'key', part: only! })
  for (const part of keyNames) words.set(`key.${part}`, { kind: 'key', part })
  for (const { name: side, fields } of sides)
    for (const field of fields) words.set(`${side}.${field}`, { kind: 'field', side, field })
  const changed = sides.find(({ name }) => name === target)
  if (isReverse)
    for (const field of changed?.fields ?? []) words.set(`before.${field}`, { kind: 'before', field })
  for (const kind of ['seen', 'correct', 'number', 'reconciliation', 'attempt', 'by'] as const)
    words.set(kind, { kind })
  return words
}

/** The same of a reconciliation as it runs. */
export function wordsOf(
  { sides, keyNames }: Pick<Reconciliation, 'sides' | 'keyNames'>,
  { target, isReverse }: Pick<RemedyWorld, 'target' | 'isReverse'>,
): Map<string, RemedyWord> {
  return remedyWords({
    sides: sides.map(({ name, columns }) => ({
      name,
      fields: Object.keys(columns).filter((field) => columns[field] !== null),
    })),
    keyNames,
    target,
    isReverse,
  })
}
