import { judgePair } from './judge-values.ts'
import type { SideValue } from './likely-correct.ts'
import type { Allowance } from './tolerance.ts'

/**
 * Sides that agree, together: in a group every two do, and no side is in two groups. Groups and sides keep their order,
 * an invalid value is in none. Where a tolerance goes on from side to side (10.00, 10.01, 10.02 within 0.01), nobody can
 * say where one group ends, so there only equal values are together.
 */
export function groupSides(values: readonly SideValue[], allowance: Allowance | null): string[][] {
  const readable = values.filter((candidate) => candidate.value.kind !== 'invalid')
  return chainsOf(readable, allowance)
    .flatMap((chain) => (isOneGroup(chain, allowance) ? [chain] : chainsOf(chain, null)))
    .sort((a, b) => readable.indexOf(a[0]!) - readable.indexOf(b[0]!))
    .map((group) => group.map((member) => member.side))
}

/** Sides that can be reached from each other by steps between two that agree. */
function chainsOf(values: readonly SideValue[], allowance: Allowance | null): SideValue[][] {
  const left = new Set(values)
  const chains: SideValue[][] = []
  for (const first of values) {
    if (!left.delete(first)) continue
    const chain = [first]
    for (const member of chain) {
      for (const other of left) {
        if (!agree(member, other, allowance)) continue
        left.delete(other)
        chain.push(other)
      }
    }
    chains.push(chain.sort((a, b) => values.indexOf(a) - values.indexOf(b)))
  }
  return chains
}

function isOneGroup(chain: readonly SideValue[], allowance: Allowance | null): boolean {
  return chain.every((a, index) => chain.slice(index + 1).every((b) => agree(a, b, allowance)))
}

function agree(a: SideValue, b: SideValue, allowance: Allowance | null): boolean {
  return judgePair(a.value, b.value, allowance).kind !== 'differ'
}
