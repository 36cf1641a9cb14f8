import type { Finding } from '../../src/domain/finding.ts'

/** Findings in few words. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(sentence)
}

function sentence(finding: Finding): string {
  const key = Object.values(finding.key).join('/')
  if (finding.kind === 'missing') return `missing ${key} from ${finding.missingFrom}`
  if (finding.kind === 'duplicate') return `duplicate ${key} on ${finding.side}: ${finding.count}`
  if (finding.kind === 'invalid') return `invalid ${key} on ${finding.side}: ${finding.field}=${finding.raw}`
  if (finding.kind === 'rekeyed')
    return `rekeyed ${Object.entries(finding.keys).map(([side, own]) => `${side}=${Object.values(own).join('/')}`)}`
  if (finding.kind === 'schema')
    return `schema ${finding.field}: ${finding.problem} on ${finding.side ?? 'all'}`
  return `mismatch ${key}: ${Object.entries(finding.values).map(([side, raw]) => `${side}=${raw}`)}`
}
