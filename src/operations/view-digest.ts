import type { DigestFacts } from '../domain/digest-facts.ts'
import type { DigestView } from '../slack/messages/digest.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import type { Context } from './context.ts'

/** A digest's facts, with the discrepancies it names as they are now. */
export async function viewDigest(
  context: Pick<Context, 'db' | 'settings'>,
  facts: DigestFacts,
): Promise<DigestView> {
  const definitions = new Map(context.settings.reconciliations.map((each) => [each.name, each]))
  const discrepancies = await findDiscrepancies(context.db, facts.numbers)
  const rows = discrepancies.map((discrepancy) => ({
    discrepancy,
    reconciliation: definitions.get(discrepancy.reconciliation) ?? null,
  }))
  return { facts, rows }
}
