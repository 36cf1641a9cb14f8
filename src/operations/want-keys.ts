import type { RawValue, RecordKey } from '../domain/record.ts'
import { decodeRecord, encodeRecord } from '../domain/record-batch.ts'
import type { Scope } from '../domain/scope.ts'
import { type ComparisonPlan, canonicalKeys } from '../engine/index.ts'
import type { Scratch } from '../scratch/open-scratch.ts'
import type { StagedMapping } from './stage-mapping.ts'

/** The keys that a scope means, the same for all sides, so that no side is read without the others. */
export interface WantedKeys {
  /** Canonical, encoded. */
  readonly keyTexts: ReadonlySet<string>
  /** As they were asked for, encoded: a record whose key is none is found by these. */
  readonly rawKeys: ReadonlySet<string>
  /** The same by the side that writes them so; absent: any side may. */
  readonly rawKeysOf?: (side: string) => ReadonlySet<string>
}

export interface WantedRequest {
  readonly plan: ComparisonPlan
  readonly scope: Scope
  /** The keys are those of findings; else each may be written the way some side does. */
  readonly keysAsFound: boolean
  /** Of each key the side that writes it so, where that is known; another word: any side may. */
  readonly writtenBy?: readonly string[]
  readonly staging: {
    readonly scratch: Scratch
    readonly mappings: Readonly<Record<string, StagedMapping>>
  } | null
  /** Told what is wanted. */
  readonly onWanted?: (wanted: WantedKeys) => void
}

/** Null where keys are compared as their sources have them, or the scope is not one of keys. */
export async function wantKeys(request: WantedRequest): Promise<WantedKeys | null> {
  const { staging, scope } = request
  if (!staging || scope.kind !== 'keys') return null
  const wanted = request.writtenBy
    ? await keysOfWriters(request, { staging, keys: scope.keys, writtenBy: request.writtenBy })
    : await keysOfAny(request, staging, scope.keys)
  request.onWanted?.(wanted)
  return wanted
}

/** Everything that the keys of a scope can mean: themselves, what each side's rules make of them, their translations. */
async function keysOfAny(
  { plan, keysAsFound }: Pick<WantedRequest, 'plan' | 'keysAsFound'>,
  { scratch, mappings }: NonNullable<WantedRequest['staging']>,
  keys: readonly RecordKey[],
): Promise<WantedKeys> {
  const raw = keys.map((key) => rawOf(plan, key))
  const rawKeys = new Set(raw.map(encodeRecord))
  const readings = [null, ...(keysAsFound ? [] : plan.sides.map(({ name }) => name))]
  const keyTexts = new Set(readings.flatMap((reading) => canonicalTexts(plan, reading, raw)))
  for (const mapping of keysAsFound ? [] : Object.values(mappings)) {
    for (const text of await lookUp(scratch, { mapping, from: 'from_key', keys: rawKeys })) keyTexts.add(text)
  }
  return { keyTexts, rawKeys }
}

/** What each key means on the side that writes it so, and nothing else. */
async function keysOfWriters(
  request: WantedRequest,
  {
    staging,
    keys,
    writtenBy,
  }: {
    staging: NonNullable<WantedRequest['staging']>
    keys: readonly RecordKey[]
    writtenBy: readonly string[]
  },
): Promise<WantedKeys> {
  const { plan } = request
  const keyTexts = new Set<string>()
  const raw: Record<string, ReadonlySet<string>> = {}
  for (const { name } of plan.sides) {
    const own = keys.filter((_, index) => writtenBy[index] === name).map((key) => rawOf(plan, key))
    const keysOfSide = new Set(own.map(encodeRecord))
    raw[name] = keysOfSide
    const mapping = staging.mappings[name]
    const texts = mapping
      ? await lookUp(staging.scratch, { mapping, from: 'from_key', keys: keysOfSide })
      : canonicalTexts(plan, name, own)
    for (const text of texts) keyTexts.add(text)
  }
  const others = keys.filter((_, index) => raw[writtenBy[index]!] === undefined)
  const ofAny = await keysOfAny(request, staging, others)
  for (const text of ofAny.keyTexts) keyTexts.add(text)
  return {
    keyTexts,
    rawKeys: new Set(keys.map((key) => encodeRecord(rawOf(plan, key)))),
    rawKeysOf: (side) => new Set([...(raw[side] ?? []), ...ofAny.rawKeys]),
  }
}

function rawOf(plan: ComparisonPlan, key: RecordKey): RawValue[] {
  return plan.keyNames.map((name) => key[name] ?? null)
}

/** Of those that are keys as this side reads them; null: as they are compared. */
function canonicalTexts(
  plan: ComparisonPlan,
  reading: string | null,
  raw: readonly (readonly RawValue[])[],
): string[] {
  const canonical = canonicalKeys(plan, reading)
  return raw.map(canonical).flatMap((key) => ('parts' in key ? [encodeRecord(key.parts)] : []))
}

/** What of the wanted keys concerns one side. */
export function wantedOf(wanted: WantedKeys, side: string): WantedKeys {
  return wanted.rawKeysOf ? { ...wanted, rawKeys: wanted.rawKeysOf(side) } : wanted
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
