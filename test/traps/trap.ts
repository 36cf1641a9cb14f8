import { test } from 'vitest'

/**
 * One case of the suite, by its number in the list of traps. `proves` names the rules of `src/engine/index.ts` that it
 * proves (`rule 5`), the contract of `src/connectors/contract.ts`, what is said about telling people, what a run makes of what
 * it compared (`run: ...`), or transitions of `src/tracker/transitions.ts` (`lifecycle: change`).
 */
export function trap(
  number: number,
  { title, proves }: { readonly title: string; readonly proves: string },
  proof: () => void | Promise<void>,
): void {
  test(`trap ${number}: ${title} (${proves})`, proof)
}
