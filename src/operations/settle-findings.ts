import { setTimeout as sleep } from 'node:timers/promises'
import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import { type Finding, findingKeys } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { type RecordKey, writeKey } from '../domain/record.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { Comparison } from '../engine/index.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import { sameEvidence } from '../tracker/same-evidence.ts'
import { compareReconciliation } from './compare-reconciliation.ts'
import type { ReadContext } from './context.ts'
import type { Seen } from './recheck-pairs.ts'
import { canBeLookedUp, type LastLook, withLastLook } from './with-last-look.ts'

/** The first one included. What still moves then is told as it is. */
const MOST_LOOKS = 3
/** More keys are not read again: a source would have to look up each of them. */
const MOST_KEYS = 10_000
/** A side that had so many of the records and has none of them is being emptied or loaded. */
const GONE_AT_ONCE = 20

export interface SettleRequest {
  readonly reconciliation: Reconciliation
  readonly seen: Seen
  /** What an earlier run compared. */
  readonly known: ComparedColumns
  /** What is known under these fingerprints. */
  readonly listFound: (fingerprints: readonly string[]) => Promise<readonly Discrepancy[]>
}

/**
 * Reads what differs again on all sides after the time that it may be in flight. What is gone then is counted and told
 * nobody; what shows other values each time is still moving, and is told after three looks, or at once where it is open.
 */
export async function settleFindings(context: ReadContext, request: SettleRequest): Promise<Seen> {
  const { reconciliation, seen } = request
  if (reconciliation.settleSeconds === undefined) return seen
  const first = byKey(seen.findings.filter(canBeLookedUp))
  if (first.size > MOST_KEYS) {
    const { name } = reconciliation
    context.log.info({ reconciliation: name, keys: first.size }, 'too much differs to be looked at again')
    return withSummary(seen, { notSettled: first.size })
  }
  const looks = await lookAgain(context, request, first)
  return withLastLook(request, { first: [...first.values()].flatMap(({ findings }) => findings), ...looks })
}

interface Looks {
  readonly last: ReadonlyMap<string, LastLook>
  /** Fingerprints of all that any look showed. */
  readonly shown: ReadonlySet<string>
}

async function lookAgain(
  context: ReadContext,
  request: SettleRequest,
  first: ReadonlyMap<string, LastLook>,
): Promise<Looks> {
  const { reconciliation, listFound } = request
  const identity = (finding: Finding) => fingerprint(reconciliation.name, finding)
  const last = new Map(first)
  const shown = new Set([...first.values()].flatMap(({ findings }) => findings.map(identity)))
  let pending = first
  for (let look = 2; look <= MOST_LOOKS && pending.size > 0; look++) {
    await wait(context, reconciliation.settleSeconds!)
    const now = await readAgain(context, request, pending)
    const moving = [...now].filter(
      ([text, { findings }]) => findings.length > 0 && !showsTheSame(last.get(text)!.findings, findings),
    )
    for (const [text, seen] of now) {
      last.set(text, seen)
      for (const finding of seen.findings) shown.add(identity(finding))
    }
    if (moving.length === 0) break
    const found = await listFound(moving.flatMap(([, { findings }]) => findings.map(identity)))
    const open = new Set(found.filter(({ status }) => status !== 'resolved').map((one) => one.fingerprint))
    const isNews = ([, { findings }]: (typeof moving)[number]) =>
      !findings.every((finding) => open.has(identity(finding)))
    const again = moving.filter(isNews)
    // Two records make a pair only where both are read.
    pending = again.length > 0 && reconciliation.match ? last : new Map(again)
  }
  return { last, shown }
}

async function wait(context: ReadContext, seconds: number): Promise<void> {
  try {
    context.signal.throwIfAborted()
    await (context.wait?.(seconds) ?? sleep(seconds * 1_000, undefined, { signal: context.signal }))
    context.signal.throwIfAborted()
  } catch (error) {
    const { reason } = context.signal
    if (!context.signal.aborted) throw error
    if (reason instanceof CounterfoilError) throw reason
    const sentence = 'The run was stopped while it waited to look again at what differs: run it again'
    throw new CounterfoilError('run-stopped', sentence, { cause: error })
  }
}

async function readAgain(
  context: ReadContext,
  { reconciliation, known, seen }: SettleRequest,
  pending: ReadonlyMap<string, LastLook>,
): Promise<Map<string, LastLook>> {
  const pairs = seen.findings.flatMap((finding) => {
    const [one, other] = findingKeys(finding)
    return finding.kind === 'rekeyed' ? [[one!, other!] as const] : []
  })
  const ofAll = reconciliation.match && seen.keys === null
  const again = await compareReconciliation(context, {
    reconciliation,
    scope: { kind: 'keys', keys: [...pending.values()].map(({ key }) => key) },
    keysAsFound: true,
    keepRecords: true,
    known,
    ...(ofAll ? { areAllThatDiffer: true } : pairs.length > 0 ? { knownPairs: pairs } : {}),
  })
  refuseEmptied(again, pending)
  const found = byKey(again.findings.filter(canBeLookedUp))
  const records = new Map(again.records.map((record) => [writeKey(record.key), record]))
  return new Map(
    [...pending].map(([text, { key }]) => [
      text,
      { key, findings: found.get(text)?.findings ?? [], record: records.get(text) ?? null },
    ]),
  )
}

/** What a side had of many records a moment ago and has of none now is no news about these records. */
function refuseEmptied({ summary }: Comparison, pending: ReadonlyMap<string, LastLook>): void {
  for (const [side, { rows }] of Object.entries(summary.sides)) {
    if (rows > 0) continue
    const had = [...pending.values()].filter(({ findings }) =>
      findings.some(
        (finding) =>
          (finding.kind === 'mismatch' && side in finding.values) ||
          (finding.kind === 'missing' && finding.presentOn.includes(side)),
      ),
    )
    if (had.length < GONE_AT_ONCE) continue
    throw new CounterfoilError(
      'source-incomplete',
      `${side}: all of its ${had.length.toLocaleString('en')} records that were looked at again are gone, ` +
        'as if it was emptied while the run went on: nothing was remembered, run it again when its data is complete',
    )
  }
}

/** A pair stands at its first key; its other key is there without findings. */
function byKey(findings: readonly Finding[]): Map<string, LastLook> {
  const looks = new Map<string, LastLook>()
  const add = (key: RecordKey, found: readonly Finding[]) => {
    const text = writeKey(key)
    const before = looks.get(text)
    looks.set(text, { key, record: null, findings: [...(before?.findings ?? []), ...found] })
  }
  for (const finding of findings) {
    const [key, ...others] = findingKeys(finding)
    add(key!, [finding])
    for (const other of others) add(other, [])
  }
  return looks
}

function showsTheSame(before: readonly Finding[], now: readonly Finding[]): boolean {
  const identities = new Map(before.map((finding) => [fingerprint('', finding), finding]))
  return (
    before.length === now.length &&
    now.every((finding) => {
      const same = identities.get(fingerprint('', finding))
      return same !== undefined && sameEvidence(same, finding)
    })
  )
}

function withSummary(seen: Seen, more: { readonly notSettled: number }): Seen {
  const { comparison } = seen
  return { ...seen, comparison: { ...comparison, summary: { ...comparison.summary, ...more } } }
}
