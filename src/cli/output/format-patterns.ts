import type { Pattern } from '../../engine/index.ts'
import { displayText, displayValue } from './display-value.ts'
import { paint, type TableStyle } from './table-style.ts'

/** What many findings have in common, one line each; nothing when there is no pattern. */
export function formatPatterns(patterns: readonly Pattern[], style: TableStyle): string {
  if (patterns.length === 0) return ''
  const lines = patterns.map((pattern) => {
    const keys = pattern.examples.map((example) => Object.values(example.key).map(displayValue).join('/'))
    const count = pattern.count.toLocaleString('en')
    return `  ${count} (${pattern.share} %)  ${describePattern(pattern)}, such as ${keys.join(', ')}\n`
  })
  return `\n${paint(style, 'bold', `Patterns (${patterns.length})`)}\n${lines.join('')}`
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
  }
}
