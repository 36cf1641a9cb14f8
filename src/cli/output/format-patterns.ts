import type { Hint, Pattern } from '../../engine/index.ts'
import { displayText, displayValue } from './display-value.ts'
import { paint, type TableStyle } from './table-style.ts'

/** What many findings have in common, one line each; nothing when there is no pattern. */
export function formatPatterns(patterns: readonly Pattern[], style: TableStyle): string {
  if (patterns.length === 0) return ''
  const lines = patterns.map((pattern) => {
    const keys = pattern.examples.map((example) => Object.values(example.key).map(displayValue).join('/'))
    const count = pattern.count.toLocaleString('en')
    const line = `  ${count} (${pattern.share} %)  ${describePattern(pattern)}, such as ${keys.join(', ')}\n`
    return line + (pattern.hints ?? []).map((hint) => `      ${describeHint(hint)}\n`).join('')
  })
  return `\n${paint(style, 'bold', `Patterns (${patterns.length})`)}\n${lines.join('')}`
}

/** `currency is JPY in 412 of them and in 3 other records` */
function describeHint(hint: Hint): string {
  const what =
    'value' in hint
      ? `is ${displayValue(hint.value)}`
      : `is from ${displayValue(hint.from)} to ${displayValue(hint.to)}`
  const [covered, others] = [hint.covered, hint.others].map((count) => count.toLocaleString('en'))
  const rest =
    hint.others === 0 ? 'in no other record' : `in ${others} other record${hint.others === 1 ? '' : 's'}`
  return `${displayText(hint.field)} ${what} in ${covered} of them and ${rest}`
}

/** `amount differs: x100` */
function describePattern({ kind, field, cause, sides, rule }: Pattern): string {
  const places = sides.map(displayText).join(', ')
  const name = field === null ? '' : displayText(field)
  switch (kind) {
    case 'mismatch':
      return cause === null ? `${name} differs, no one cause` : `${name} differs: ${displayText(cause)}`
    case 'missing':
      return `missing from ${places}`
    case 'duplicate':
      return `duplicate keys in ${places}`
    case 'invalid':
      return rule === null ? `${name} invalid in ${places}` : `${name} in ${places} breaks ${rule}`
    case 'rekeyed':
      return 'records with different keys'
    case 'schema':
      return `${name} not compared`
  }
}
