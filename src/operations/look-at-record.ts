import type { Discrepancy } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { findComparedColumns } from '../store/runs.ts'
import { fingerprint } from '../tracker/fingerprint.ts'
import type { SeenRecord } from '../tracker/remedy-values.ts'
import { compareReconciliation } from './compare-reconciliation.ts'
import type { Context } from './context.ts'
import { UNREADABLE, whyNotByKey } from './look-again.ts'

/** A record as all sides show it now, and what is still found of it; null: they agree. `unknown`: why nobody can tell. */
export type RecordLook =
  | { readonly record: SeenRecord; readonly finding: Finding | null }
  | { readonly unknown: string }

/** Reads the record of a discrepancy on all sides. Remembers nothing. */
export async function lookAtRecord(
  context: Context,
  reconciliation: Reconciliation,
  { finding, fingerprint: identity }: Pick<Discrepancy, 'finding' | 'fingerprint'>,
): Promise<RecordLook> {
  const because = whyNotByKey(finding)
  if (because !== null) return { unknown: because }
  try {
    const { records, findings } = await compareReconciliation(context, {
      reconciliation,
      scope: { kind: 'keys', keys: [finding.key] },
      keysAsFound: true,
      keepRecords: true,
      known: await findComparedColumns(context.db, reconciliation.name),
    })
    const [record] = records
    if (records.length > 1 || findings.some(({ kind }) => kind === 'duplicate'))
      return { unknown: 'a side has several records of this key' }
    const found = findings.find((each) => fingerprint(reconciliation.name, each) === identity) ?? null
    if (record) return { record, finding: found }
    return { record: { key: finding.key, presentOn: [], fields: [] }, finding: found }
  } catch (error) {
    if (error instanceof CounterfoilError && UNREADABLE.includes(error.code))
      return { unknown: error.message.replace(/\.$/, '') }
    throw error
  }
}
