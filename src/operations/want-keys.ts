import type { RawValue, RecordKey } from '../domain/record.ts'
import { decodeRecord, encodeRecord } from '../domain/record-batch.ts'
import { type ComparisonPlan, canonicalKeys } from '../engine/index.ts'
import type { Scratch } from '../scratch/open-scratch.ts'
import type { StagedMapping } from './stage-mapping.ts'

/** The keys that a scope means, the same for all sides, so that no side is read without the others. */
export interface WantedKeys {
  /** Canonical, encoded. */
  readonly keyTexts: ReadonlySet<string>
  /** As they were asked for, encoded: a record whose key is none is found by these. */
  readonly rawKeys: ReadonlySet<string>
}

export interface WantedRequest {
  readonly plan: ComparisonPlan
  readonly keys: readonly RecordKey[]
  /** The keys are those of findings; else each may be written the way some side does. */
  readonly asFound: boolean
  readonly scratch: Scratch
  readonly mappings: readonly StagedMapping[]
}

/** Everything that the keys of a scope can mean: themselves, what each side's rules make of them, their translations. */
export async function wantKeys(request: WantedRequest): Promise<WantedKeys> {
  const { plan, keys, asFound, mappings } = request
  const raw = keys.map((key) => plan.keyNames.map((name): RawValue => key[name] ?? null))
  const rawKeys = new Set(raw.map(encodeRecord))
  const readings = [null, ...(asFound ? [] : plan.sides.map(({ name }) => name))]
  const keyTexts = new Set<string>()
  for (const reading of readings) {
    const canonical = canonicalKeys(plan, reading)
    for (const key of raw.map(canonical)) if ('parts' in key) keyTexts.add(encodeRecord(key.parts))
  }
  if (!asFound) {
    for (const mapping of mappings) {
      for (const text of await lookUp(request.scratch, { mapping, from: 'from_key', keys: rawKeys })) {
        keyTexts.add(text)
      }
    }
  }
  return { keyTexts, rawKeys }
}

/** What to ask a source for that sorts by the keys as they are compared. */
export function canonicalParts({ keyTexts }: WantedKeys): RawValue[][] {
  return [...keyTexts].map(decodeRecord)
}

/**
 * What to ask a side for whose keys are translated: all of its own keys that stand for a wanted one, and those that are
 * wanted as they are and stand for none. One that stands for another key would bring that in on this side alone.
 */
export async function untranslatedParts(
  wanted: WantedKeys,
  { scratch, mapping }: { readonly scratch: Scratch; readonly mapping: StagedMapping },
): Promise<RawValue[][]> {
  const own = await lookUp(scratch, { mapping, from: 'key_text', keys: wanted.keyTexts })
  const translated = new Set(
    await textsOf(scratch, {
      query: `SELECT from_key FROM ${mapping.table} WHERE targets = 1 AND from_key`,
      keys: wanted.rawKeys,
    }),
  )
  const asTheyAre = [...wanted.rawKeys].filter((key) => !translated.has(key))
  return [...new Set([...own, ...asTheyAre])].map(decodeRecord)
}

async function lookUp(
  scratch: Scratch,
  {
    mapping,
    from,
    keys,
  }: { mapping: StagedMapping; from: 'from_key' | 'key_text'; keys: ReadonlySet<string> },
): Promise<string[]> {
  const to = from === 'from_key' ? 'key_text' : 'from_key'
  return await textsOf(scratch, {
    query: `SELECT DISTINCT ${to} FROM ${mapping.pairs} WHERE ${from}`,
    keys,
  })
}

/** The one column of a query that ends in what shall be one of the keys. */
async function textsOf(
  scratch: Scratch,
  { query, keys }: { query: string; keys: ReadonlySet<string> },
): Promise<string[]> {
  const rows = await scratch.rows(`${query} IN (SELECT unnest(from_json($keys, '["VARCHAR"]'))) ORDER BY 1`, {
    keys: JSON.stringify([...keys]),
  })
  return rows.map(([text]) => text!)
}
