import type { DigestFacts } from '../domain/digest-facts.ts'
import type { DigestView } from '../slack/messages/digest.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import type { Context } from './context.ts'

/** A digest's facts, with the discrepancies it names as they are now. */
export async function viewDigest(
  context: Pick<Context, 'db' | 'settings'>,
  facts: DigestFacts,
  id?: string,
): Promise<DigestView> {
  const definitions = new Map(context.settings.reconciliations.map((each) => [each.name, each]))
  const discrepancies = await findDiscrepancies(context.db, facts.numbers)
  // In the order of the day it was made, whatever became of them: a row that people look at stays where it is.
  const place = new Map(facts.numbers.map((number, at) => [number, at]))
  const sorted = [...discrepancies].sort((a, b) => place.get(a.number)! - place.get(b.number)!)
  const rows = sorted.map((discrepancy) => ({
    discrepancy,
    reconciliation: definitions.get(discrepancy.reconciliation) ?? null,
  }))
  return { facts, rows, ...(id === undefined ? {} : { id }) }
}
