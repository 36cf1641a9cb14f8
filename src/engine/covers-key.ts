import type { RecordKey } from '../domain/record.ts'
import { canonicalKeys } from './canonical-key.ts'
import type { ComparedPart } from './comparison.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { sortableKey } from './sortable-key.ts'

/**
 * Whether a comparison of some part of all keys concludes about this one: rule 15. The key is that of a finding; one that
 * is no usable key belongs to the part that comes to the end.
 */
export function coversKey(
  plan: ComparisonPlan,
  { after, upTo, stoppedBy }: Pick<ComparedPart, 'after' | 'upTo' | 'stoppedBy'>,
): (key: RecordKey) => boolean {
  const canonical = canonicalKeys(plan, null)
  const sortable = (key: RecordKey) => {
    const parts = Object.values(key)
    const usable = parts.length === plan.keyNames.length ? canonical(parts) : null
    return usable && 'parts' in usable ? sortableKey(usable.parts, plan.keyOrder) : null
  }
  const first = after && sortable(after)
  const last = upTo && sortable(upTo)
  return (key) => {
    if (stoppedBy !== null && upTo === null) return false
    const own = sortable(key)
    if (own === null) return stoppedBy === null
    return (!first || Buffer.compare(own, first) > 0) && (!last || Buffer.compare(own, last) <= 0)
  }
}
