import { CounterfoilError } from '../domain/errors.ts'
import { SEVERITIES, type Severity } from '../domain/finding.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { SideValues } from '../domain/record.ts'

/** The members of a finding that somebody wrote as JSON, each refused by name where it is wrong. */
export class FindingMembers {
  /** What was not said, and what it was taken to be. */
  readonly assumed: string[] = []
  readonly reconciliation: Reconciliation
  readonly #said: Readonly<Record<string, unknown>>

  constructor(said: unknown, reconciliation: Reconciliation) {
    if (typeof said !== 'object' || said === null || Array.isArray(said))
      throw refused('the finding is no JSON object: write {"kind":"mismatch", ...}')
    this.#said = said as Readonly<Record<string, unknown>>
    this.reconciliation = reconciliation
  }

  has(name: string): boolean {
    return this.#said[name] !== undefined && this.#said[name] !== null
  }

  /** One of a few words; must be said. */
  word<Word extends string>(name: string, noun: string, known: readonly Word[]): Word {
    if (!this.has(name)) throw refused(`the finding does not say "${name}": write one of ${known.join(', ')}`)
    return this.#oneOf(name, noun, known)
  }

  flag(name: string): boolean | null {
    const value = this.#said[name] ?? null
    if (value === null || typeof value === 'boolean') return value
    throw refused(`"${name}" of the finding is not true or false: write one of them, or leave it out`)
  }

  /** Undefined: it is not said. */
  text(name: string): string | null | undefined {
    const value = this.#said[name]
    if (value === undefined || value === null || typeof value === 'string') return value
    throw refused(`"${name}" of the finding is no text: write it in quotes, or null`)
  }

  severity(usual: Severity): Severity {
    if (this.has('severity')) return this.#oneOf('severity', 'a severity', SEVERITIES)
    this.assumed.push(`severity ${usual}`)
    return usual
  }

  /** Of a field; the parts of a key have the usual one. */
  severityOf(field: string): Severity {
    return this.reconciliation.fields.find(({ name }) => name === field)?.severity ?? 'high'
  }

  sides(name: string): readonly string[] {
    const known = this.reconciliation.sides.map((side) => side.name)
    const list = this.#said[name]
    if (!Array.isArray(list) || list.length === 0)
      throw refused(`the finding does not say "${name}": write a list of sides, such as ["${known[0]}"]`)
    return list.map((side) => this.#known(name, 'a side', { word: String(side), known }))
  }

  values(): SideValues {
    const known = this.reconciliation.sides.map(({ name }) => name)
    const said = this.#said.values
    if (typeof said !== 'object' || said === null || Array.isArray(said)) {
      const example = known.map((side) => `"${side}":"..."`).join()
      throw refused(`the finding does not say "values": write them by side, {${example}}`)
    }
    const entries = Object.entries(said).map(([side, value]): [string, string | null] => {
      this.#known('values', 'a side', { word: side, known })
      if (value === null || typeof value === 'string') return [side, value]
      throw refused(`values.${side} of the finding is no text: write it in quotes, or null`)
    })
    return Object.fromEntries(entries)
  }

  /** Where it is not said: by the config, as far as that goes by the sides alone. */
  likelyCorrect(field: string, values: SideValues): string | null {
    const { sides, likelyCorrect } = this.reconciliation
    if (this.#said.likelyCorrect !== undefined) {
      const known = sides.map(({ name }) => name)
      return this.has('likelyCorrect') ? this.#oneOf('likelyCorrect', 'a side', known) : null
    }
    const rule = likelyCorrect.byField[field] ?? likelyCorrect.default
    const ordered = rule?.kind === 'order' ? rule.sides : []
    const side = ordered.find((name) => (values[name] ?? null) !== null) ?? null
    this.assumed.push(side === null ? 'nobody likely correct' : `${side} likely correct`)
    return side
  }

  #oneOf<Word extends string>(name: string, noun: string, known: readonly Word[]): Word {
    return this.#known(name, noun, { word: String(this.#said[name]), known })
  }

  #known<Word extends string>(
    name: string,
    noun: string,
    { word, known }: { readonly word: string; readonly known: readonly Word[] },
  ): Word {
    const found = known.find((each) => each === word)
    if (found !== undefined) return found
    const remedy = didYouMean(word, known) || `: write one of ${known.join(', ')}`
    throw refused(`"${name}" of the finding: "${word}" is not ${noun}${remedy}`)
  }
}

function refused(sentence: string): CounterfoilError {
  return new CounterfoilError('usage', `--explain: ${sentence}`)
}
