import type { Finding } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut } from '../limits.ts'
import { isSecret, keyText, MASK } from './secrecy.ts'
import { groupValues, wordForNothing } from './side-values.ts'
import { visible } from './visible.ts'
import { describeFinding, listWords } from './words.ts'

const VALUE = 40

/** What differs on one line, for a cell: `crm 42.50, billing 42.05`. Sensitive values are masked. Not escaped. */
export function differenceText(finding: Finding, reconciliation: Reconciliation | null): string {
  switch (finding.kind) {
    case 'mismatch': {
      const secret = isSecret(reconciliation, finding.field)
      return groupValues(finding)
        .map((texts) => `${listWords(texts.flatMap(({ sides }) => sides))} ${shown(texts[0].raw, secret)}`)
        .join(', ')
    }
    case 'invalid':
      return `${finding.side} ${shown(finding.raw, isSecret(reconciliation, finding.field))}`
    case 'rekeyed':
      return Object.entries(finding.keys)
        .map(([side, key]) => `${side} ${shown(keyText(reconciliation, key), false)}`)
        .join(', ')
    default:
      return describeFinding(finding)
  }
}

function shown(raw: string | null, secret: boolean): string {
  return wordForNothing(raw) ?? (secret ? MASK : cut(visible(raw ?? ''), VALUE))
}
