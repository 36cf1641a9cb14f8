import type { Finding } from './finding.ts'

/** When a run is held, so that nothing of it is remembered before a person has looked. Shares in thousandths of a percent. */
export interface GuardRules {
  /** A side with fewer rows holds the run. */
  readonly minRows: number
  /** So much of a side's rows may be gone since the last full run. */
  readonly maxShrink: number
  /** So many of all keys may differ; null: as many as want to. */
  readonly maxDiffering: number | null
}

/** What holds where the config says nothing. */
export const USUAL_GUARD: GuardRules = { minRows: 1, maxShrink: 50_000, maxDiffering: null }

/** Of one hundred percent. */
export const WHOLE_SHARE = 100_000

/** Why a run is held. */
export type HoldReason =
  | { readonly kind: 'few-rows'; readonly side: string; readonly minRows: number }
  /** No row was read of a side in a part, days or changes, where others have many. */
  | { readonly kind: 'no-rows-here'; readonly side: string }
  | { readonly kind: 'shrunk'; readonly side: string; readonly maxShrink: number }
  | { readonly kind: 'differing'; readonly maxDiffering: number }

/** What a run saw of all that the guard looks at, as plain JSON. */
export interface GuardEvidence {
  readonly reasons: readonly HoldReason[]
  /** By side. */
  readonly rows: Readonly<Record<string, number>>
  /** What the last run read that looked at everything; null: there is none. `at`: an ISO instant. */
  readonly before: { readonly at: string; readonly rows: Readonly<Record<string, number>> } | null
  readonly differing: number
  /** All keys that `differing` is a share of; null: not known. */
  readonly keys: number | null
  /** The first findings, three at most. */
  readonly examples: readonly Finding[]
}

/** `12.5 %`: a share of thousandths of a percent, as it was written. */
function percentText(share: number): string {
  return `${Number((share / 1_000).toFixed(3))} %`
}

/** One sentence a reason: what was expected and what was read. */
export function describeHold({ reasons, rows, before, differing, keys }: GuardEvidence): string[] {
  return reasons.map((reason): string => {
    if (reason.kind === 'differing') {
      const of = keys === null ? '' : ` of ${count(keys, 'key')} (${shareText(differing, keys)})`
      return `${count(differing, 'key')}${of} differ, more than the ${percentText(reason.maxDiffering)} that may`
    }
    const now = rows[reason.side] ?? 0
    if (reason.kind === 'no-rows-here')
      return `${reason.side} has no rows here, where the others have ${count(mostRows(rows), 'row')}`
    const then = before?.rows[reason.side]
    if (reason.kind === 'shrunk') {
      const gone = `-${shareText((then ?? 0) - now, then ?? 1)}`
      const limit = `by more than the ${percentText(reason.maxShrink)} that may go`
      return `${reason.side} shrank from ${count(then ?? 0, 'row')} to ${now.toLocaleString('en')} (${gone}), ${limit}`
    }
    const last = then === undefined ? '' : `; the last full run read ${then.toLocaleString('en')}`
    if (now === 0) return `${reason.side} has no rows${last}`
    return `${reason.side} has ${count(now, 'row')}, fewer than ${reason.minRows.toLocaleString('en')}${last}`
  })
}

/** `12.3 %`, rounded down. */
export function shareText(part: number, whole: number): string {
  return `${Number((Math.floor((part * 1_000) / Math.max(1, whole)) / 10).toFixed(1))} %`
}

function mostRows(rows: GuardEvidence['rows']): number {
  return Math.max(0, ...Object.values(rows))
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
