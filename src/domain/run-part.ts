import type { KeyOrder, RecordKey } from './record.ts'

/** What a run may use up before it stops; each may be unsaid. */
export interface Budget {
  readonly timeSeconds?: number
  /** Records read, of all sides together. */
  readonly rows?: number
  readonly findings?: number
}

export type BudgetLimit = 'time' | 'rows' | 'findings'

/** Which keys a run compared that its budget stopped, or that went on where such a run had stopped. */
export interface RunPart {
  /** It began after this key; null: at the beginning. */
  readonly after: RecordKey | null
  /** The last key that it compared, where it stopped before the end; null: it came to the end, or compared none. */
  readonly upTo: RecordKey | null
  /** What stopped it; null: it came to the end. */
  readonly stoppedBy: BudgetLimit | null
  /** How keys were ordered, part by part: where that has changed, nobody can go on. */
  readonly keyOrder: readonly KeyOrder[]
  /** What was compared, and how: another config begins anew. */
  readonly configHash: string
  /** Findings from the beginning on: those of this run and of the runs that it went on from. */
  readonly findingsSoFar: number
}
