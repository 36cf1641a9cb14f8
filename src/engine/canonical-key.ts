import type { KeyRules } from '../domain/key-rules.ts'
import type { KeyOrder, RawValue } from '../domain/record.ts'
import { DROPPED } from './canonical-value.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { foldCase } from './fold-case.ts'
import { canonicalInteger, isIntegerText } from './key-bytes.ts'
import { normalises } from './plan-keys.ts'

/** A key as it is compared, or one that is none: null from the part on that is to blame. */
export type CanonicalKey = { readonly parts: readonly string[] } | { readonly unusable: readonly RawValue[] }

/** Brings one side's raw key into the form in which keys are compared. */
export type KeyCanonicaliser = (raw: readonly RawValue[]) => CanonicalKey

/**
 * Rule 1 for one side: trim, NFC, case, prefix, keep, in this order, then the type. `null` instead of a side means a
 * key that has been through this already, such as that of a finding: only its type is looked at.
 */
export function canonicalKeys(plan: ComparisonPlan, side: string | null): KeyCanonicaliser {
  const { keyRules } = plan.reconciliation
  const ofParts = plan.keyNames.map((name, part) => {
    const rules = keyRules[name]
    const normalise = rules && side !== null && normalises(rules) ? normaliser(rules, side) : null
    return { normalise, parse: parserOf(rules ?? null, plan.keyOrder[part]!) }
  })
  return (raw) => {
    const parts: string[] = []
    for (const [part, { normalise, parse }] of ofParts.entries()) {
      const text = raw[part] ?? null
      const canonical = text === null ? null : parse(normalise ? normalise(text) : text)
      if (canonical === null || canonical === '')
        return { unusable: [...parts, ...Array<null>(ofParts.length - part).fill(null)] }
      parts.push(canonical)
    }
    return { parts }
  }
}

function normaliser(rules: KeyRules, side: string): (text: string) => string {
  const fold = (text: string) => {
    const composed = text.normalize('NFC')
    return rules.ignoreCase ? foldCase(composed) : composed
  }
  const trim = (text: string) => (rules.trim ? text.trim() : text)
  const prefix = fold(rules.stripPrefix[side] ?? '')
  return (raw) => {
    let text = fold(trim(raw))
    if (prefix !== '' && text.startsWith(prefix)) text = trim(text.slice(prefix.length))
    if (rules.keep) text = text.replace(DROPPED[rules.keep], '')
    // What was parted by what is gone may now be one character.
    return fold(text)
  }
}

function parserOf(rules: KeyRules | null, order: KeyOrder): (text: string) => string | null {
  if (order === 'integer') return (text) => (isIntegerText(text) ? canonicalInteger(text) : null)
  return rules?.type === 'uuid' ? parseUuid : (text) => text
}

const UUID =
  /^(?:urn:uuid:)?(\{)?([0-9a-f]{8})(-?)([0-9a-f]{4})\3([0-9a-f]{4})\3([0-9a-f]{4})\3([0-9a-f]{12})(\})?$/

/** Lower case with dashes, as databases write it; null for what is no UUID. */
function parseUuid(text: string): string | null {
  const match = UUID.exec(text.toLowerCase())
  if (!match || (match[1] === undefined) !== (match[8] === undefined)) return null
  return [match[2], match[4], match[5], match[6], match[7]].join('-')
}
