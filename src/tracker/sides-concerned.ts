import type { Finding, MismatchFinding } from '../domain/finding.ts'

/** The sides that are to blame for a finding, as far as it tells: all that differ where nobody knows who is right. */
export function sidesConcerned(finding: Finding): readonly string[] {
  switch (finding.kind) {
    case 'missing':
      return finding.missingFrom
    case 'mismatch':
      return disagreeing(finding)
    case 'duplicate':
    case 'invalid':
      return [finding.side]
    case 'rekeyed':
      return Object.keys(finding.keys)
    case 'schema':
      return finding.side === null ? Object.keys(finding.types) : [finding.side]
  }
}

function disagreeing({ agreeing, likelyCorrect }: MismatchFinding): readonly string[] {
  return agreeing.filter((group) => likelyCorrect === null || !group.includes(likelyCorrect)).flat()
}
