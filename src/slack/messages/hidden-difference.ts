/**
 * How two hidden texts differ, as far as that may be said: `in capital and small letters only`; null: nothing may be said.
 * Each rule holds whole texts (of an e-mail address whole halves) against each other. No length, no place and no common
 * beginning is ever told: whoever can write to one side could find out the other's value by them, letter by letter.
 */
export function hiddenDifference(one: string, other: string): string | null {
  for (const [what, same] of ALIKE) if (same(one) === same(other)) return `in ${what} only`
  const [a, b] = [halves(one), halves(other)]
  if (a !== null && b !== null) return describeHalves(a, b)
  const [letters, others] = [signless(one), signless(other)]
  return letters !== '' && letters === others ? 'in punctuation or formatting only' : null
}

const folded = (text: string) => text.toLowerCase()
const spaceless = (text: string) => text.replace(/\s+/gu, '')
const accentless = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')
const signless = (text: string) => folded(text).replace(/[^\p{L}\p{N}]/gu, '')

/** What two texts may differ in, from little to more. */
const ALIKE: readonly (readonly [what: string, same: (text: string) => string])[] = [
  ['spaces', spaceless],
  ['capital and small letters', folded],
  ['spaces and capital letters', (text) => folded(spaceless(text))],
  ['accents', accentless],
]

/** The two halves of what looks like an e-mail address. */
function halves(text: string): readonly [local: string, domain: string] | null {
  const [, local, domain] = /^([^\s@]+)@([^\s@]+)$/u.exec(folded(text.trim())) ?? []
  return local === undefined || domain === undefined ? null : [local, domain]
}

function describeHalves(a: readonly [string, string], b: readonly [string, string]): string {
  if (a[0] === b[0]) return 'in the domain only, after the @'
  return a[1] === b[1] ? 'before the @ only' : 'before and after the @'
}
