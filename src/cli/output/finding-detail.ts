import type { Finding } from '../../domain/finding.ts'
import { displayKey } from '../../domain/record.ts'
import { displayText, displayValue } from './display-value.ts'
import { cutText } from './mark-difference.ts'
import { schemaProblem } from './schema-words.ts'

/** What is wrong in a few words: `crm 42.50, billing 42.05`, `missing from billing`. */
export function findingDetail(finding: Finding): string {
  switch (finding.kind) {
    case 'mismatch':
      return Object.entries(finding.values)
        .map(([side, value]) => `${side} ${cutText(displayValue(value), 24)}`)
        .join(', ')
    case 'missing':
      return `missing from ${finding.missingFrom.join(', ')}`
    case 'duplicate':
      return `${finding.count} times on ${finding.side}`
    case 'invalid':
      return `${finding.side} has ${cutText(displayValue(finding.raw), 24)}`
    case 'rekeyed': {
      const keys = Object.entries(finding.keys).map(([side, key]) => `${side} ${displayKey(key)}`)
      return `${keys.map((key) => cutText(displayText(key), 24)).join(' is ')} (${finding.score})`
    }
    case 'schema':
      return displayText(schemaProblem(finding))
  }
}
