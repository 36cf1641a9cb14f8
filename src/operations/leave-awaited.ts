import { type Finding, findingKeys } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { writeKey } from '../domain/record.ts'
import type { Run } from '../domain/run.ts'
import { recounted } from '../engine/index.ts'
import { listInFlight } from '../store/awaited.ts'
import type { Database } from '../store/open-database.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import type { Seen } from './recheck-pairs.ts'

/**
 * Leaves out what differs of records that a side has just written: until their window ends that is in flight, and nothing is
 * concluded about it. A person who asks for some keys is told what there is now.
 */
export async function leaveAwaited(
  db: Database,
  {
    reconciliation,
    run,
    seen,
  }: { readonly reconciliation: Reconciliation; readonly run: Run; readonly seen: Seen },
): Promise<Seen> {
  const { name, expectWithinSeconds } = reconciliation
  const isAsked = run.scope.kind === 'keys' && run.trigger !== 'event'
  if (expectWithinSeconds === undefined || isAsked) return seen
  const keys = new Set(seen.findings.flatMap(textsOf))
  const inFlight = await listInFlight(db, { reconciliation: name, keys, after: run.startedAt })
  if (inFlight.size === 0) return seen
  const isAwaited = (finding: Finding) => textsOf(finding).some((text) => inFlight.has(text))
  const left = seen.findings.filter(isAwaited)
  const findings = seen.comparison.findings.filter((finding) => !isAwaited(finding))
  const comparison = recounted({ ...seen.comparison, findings })
  const { counts } = comparison.summary
  return {
    ...seen,
    findings: seen.findings.filter((finding) => !isAwaited(finding)),
    inFlight: new Set([...(seen.inFlight ?? []), ...left.map((finding) => fingerprint(name, finding))]),
    comparison: {
      ...comparison,
      summary: {
        ...comparison.summary,
        counts: {
          ...counts,
          invalid: findings.filter(({ kind }) => kind === 'invalid').length,
          timing: (counts.timing ?? 0) + left.length,
        },
      },
    },
  }
}

function textsOf(finding: Finding): string[] {
  return finding.kind === 'schema' ? [] : findingKeys(finding).map(writeKey)
}
