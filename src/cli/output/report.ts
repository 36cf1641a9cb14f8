import type { Finding } from '../../domain/finding.ts'
import type { SummarisedRun } from '../../domain/public-summary.ts'
import type { Pattern, TotalExplanation } from '../../engine/index.ts'

/** What a comparison prints, in every format. Of a run that was held there are no findings, as nothing is concluded. */
export interface Report extends SummarisedRun {
  readonly keyNames: readonly string[]
  readonly findings: readonly Finding[]
  /** For people only, as the next: scripts rely on exactly the other members. */
  readonly patterns?: readonly Pattern[]
  readonly totals?: readonly TotalExplanation[]
  /** With `part`: what people are told of it. */
  readonly stopped?: string | null
  readonly started?: string | null
}
