import { placeholdersOf } from '../domain/fill-call.ts'
import { type Finding, findingField } from '../domain/finding.ts'
import { parseStatement, type SqlDialect, type SqlStatement } from '../domain/parse-statement.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RawValue, RecordKey, SideValues } from '../domain/record.ts'
import type { RemedyAction } from '../domain/remedy.ts'
import { type RemedyWord, wordsOf } from '../domain/remedy-words.ts'

/** A record as all sides show it. */
export interface SeenRecord {
  readonly key: RecordKey
  readonly presentOn: readonly string[]
  readonly fields: readonly { readonly name: string; readonly values: SideValues }[]
}

/** What the words of an action are worked out from. */
export interface WordFacts {
  readonly reconciliation: Reconciliation
  readonly action: RemedyAction
  readonly dialect: SqlDialect
  readonly number: number
  readonly finding: Finding
  readonly record: SeenRecord
  /** Of an action that takes a fix back: what it changed. */
  readonly undoes?: { readonly before: Readonly<Record<string, RawValue>> | null }
}

export interface WordValues {
  /** By word; `attempt` and `by` are known only when it is done. */
  readonly values: Readonly<Record<string, RawValue>>
  /** Words whose values are of fields that are masked. */
  readonly sensitive: ReadonlySet<string>
  /** Fields of the changed side whose values must still be there when it is done. */
  readonly guarded: readonly string[]
}

/** Known when it is done. */
const LATER = ['attempt', 'by']

/** The values of an action's words, or why there are none. */
export function remedyValues(facts: WordFacts): WordValues | { readonly refused: string } {
  const { reconciliation, action } = facts
  const known = wordsOf(reconciliation, { target: action.side, isReverse: facts.undoes !== undefined })
  const values: Record<string, RawValue> = {}
  const sensitive = new Set<string>()
  const guarded = new Set<string>()
  const field = findingField(facts.finding)
  if (field !== null && isColumn(reconciliation, action.side, field)) guarded.add(field)
  for (const word of wordsIn(action, facts.dialect)) {
    if (LATER.includes(word)) continue
    const meaning = known.get(word)
    if (meaning === undefined) return { refused: `it has a word "${word}" that nothing stands for` }
    const found = wordValue(meaning, facts)
    if ('refused' in found) return found
    values[word] = found.value
    if (isSensitive(meaning, reconciliation, field)) sensitive.add(word)
    if (meaning.kind === 'field' && meaning.side === action.side) guarded.add(meaning.field)
  }
  const isNarrow = guarded.size > 0 && statementOf(facts)?.verb !== 'delete'
  const all = reconciliation.fields.map(({ name }) => name)
  return {
    values,
    sensitive,
    guarded: all.filter(
      (name) => isColumn(reconciliation, action.side, name) && (!isNarrow || guarded.has(name)),
    ),
  }
}

/** The statement of an action, cut at its words; null: it is a call. That it can be read was checked with the config. */
export function statementOf({ action, dialect }: Pick<WordFacts, 'action' | 'dialect'>): SqlStatement | null {
  if (action.type === 'http') return null
  const parsed = parseStatement(action.statement, dialect)
  if ('problem' in parsed) throw new Error(`the statement of a remedy: ${parsed.problem}`)
  return parsed
}

function wordsIn(action: RemedyAction, dialect: SqlDialect): readonly string[] {
  if (action.type === 'sql') return [...new Set(statementOf({ action, dialect })!.words)]
  const record = action.ifMatch === undefined ? [] : placeholdersOf({ ...action.call, url: action.ifMatch })
  return [...new Set([...placeholdersOf(action.call), ...record])]
}

/** A counted field has no column. */
function isColumn({ sides }: Reconciliation, side: string, field: string): boolean {
  const found = sides.find(({ name }) => name === side)
  return found?.columns[field] != null && found.groupBy?.aggregates[field] !== 'count'
}

type Found = { readonly value: RawValue } | { readonly refused: string }

function wordValue(word: RemedyWord, facts: WordFacts): Found {
  const { finding, record, reconciliation, action, undoes } = facts
  const field = findingField(finding)
  switch (word.kind) {
    case 'key':
      return { value: record.key[word.part] ?? null }
    case 'number':
      return { value: String(facts.number) }
    case 'reconciliation':
      return { value: reconciliation.name }
    case 'before':
      return undoes?.before && Object.hasOwn(undoes.before, word.field)
        ? { value: undoes.before[word.field]! }
        : { refused: `it is not known what ${action.side} showed in ${word.field} before` }
    case 'field':
      return fieldOf(record, word.side, word.field)
    case 'seen':
      return field === null
        ? { refused: 'it names what was seen, and this is about no one field' }
        : fieldOf(record, action.side, field)
    case 'correct': {
      const side = finding.kind === 'mismatch' ? finding.likelyCorrect : null
      return field === null || side === null
        ? { refused: 'it names the correct value, and no rule says which side is likely correct' }
        : fieldOf(record, side, field)
    }
    case 'attempt':
    case 'by':
      return { value: null }
  }
}

function fieldOf(record: SeenRecord, side: string, field: string): Found {
  const values = record.fields.find(({ name }) => name === field)?.values
  if (values && Object.hasOwn(values, side)) return { value: values[side]! }
  const why = record.presentOn.includes(side) ? `has no value in ${field}` : 'does not have this record'
  return { refused: `it takes a value from ${side}, and ${side} ${why}` }
}

function isSensitive(word: RemedyWord, { fields }: Reconciliation, about: string | null): boolean {
  const isMasked = (field: string | null) => fields.some(({ name, sensitive }) => sensitive && name === field)
  if (word.kind === 'field' || word.kind === 'before') return isMasked(word.field)
  return (word.kind === 'seen' || word.kind === 'correct') && isMasked(about)
}
