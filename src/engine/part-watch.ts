import type { KeyOrder, RecordKey } from '../domain/record.ts'
import type { BudgetLimit } from '../domain/run-part.ts'
import type { ComparedPart, PartLimits } from './comparison.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { coversKey } from './covers-key.ts'
import { canonicalKeyParts, emptyPosition, type RecordPosition } from './key-bytes.ts'
import type { SideCursor } from './side-cursor.ts'

/** Sees when a comparison has used up what it may, and where it stands then. */
export class PartWatch {
  readonly timeUp: AbortSignal | undefined

  readonly #limits: PartLimits
  readonly #cursors: readonly SideCursor[]
  readonly #findings: readonly unknown[]
  readonly #last = emptyPosition()
  #hasLast = false
  #stoppedBy: BudgetLimit | null = null

  constructor(limits: PartLimits, cursors: readonly SideCursor[], findings: readonly unknown[]) {
    this.#limits = limits
    this.#cursors = cursors
    this.#findings = findings
    this.timeUp = limits.timeUp
  }

  get isStopped(): boolean {
    return this.#stoppedBy !== null
  }

  /** The key of this record has been judged. */
  judged({ bytes, start, end, keyEnd }: RecordPosition): void {
    const last = this.#last
    last.bytes = bytes
    last.start = start
    last.end = end
    last.keyEnd = keyEnd
    this.#hasLast = true
  }

  /** Whether the next key is left to another run. One key is always judged, so that every run gets further. */
  stopsHere(): boolean {
    if (!this.#hasLast) return false
    this.#stoppedBy ??= this.#reached()
    return this.#stoppedBy !== null
  }

  stopForTime(): void {
    this.#stoppedBy ??= 'time'
  }

  /** Null where all keys were compared. */
  part(plan: ComparisonPlan): ComparedPart | null {
    const { keyNames, keyOrder } = plan
    const { after } = this.#limits
    if (this.#stoppedBy === null && after === null) return null
    const upTo = this.isStopped && this.#hasLast ? nameKey(keyNames, this.#last, keyOrder) : null
    const part = { after, upTo, stoppedBy: this.#stoppedBy, keyOrder }
    return { ...part, covers: coversKey(plan, part) }
  }

  #reached(): BudgetLimit | null {
    const { rows = Number.POSITIVE_INFINITY, findings = Number.POSITIVE_INFINITY, timeUp } = this.#limits
    if (this.#findings.length >= findings) return 'findings'
    let read = 0
    for (const cursor of this.#cursors) read += cursor.rows
    if (read >= rows) return 'rows'
    return timeUp?.aborted ? 'time' : null
  }
}

function nameKey(
  names: readonly string[],
  position: RecordPosition,
  keyOrder: readonly KeyOrder[],
): RecordKey {
  const parts = canonicalKeyParts(position, keyOrder)
  return Object.fromEntries(names.map((name, part) => [name, parts[part]!]))
}
