import { FINDING_KINDS, type Finding } from '../domain/finding.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { SideValues } from '../domain/record.ts'
import { FindingMembers } from './finding-members.ts'

export interface CompletedFinding {
  readonly finding: Finding
  /** Null: it is not said. */
  readonly isPattern: boolean | null
  /** What was not said, and what it was taken to be. */
  readonly assumed: readonly string[]
}

/**
 * A finding from its JSON, as `--format json` prints it. What is left out is worked out from the config where that can be;
 * members that no finding has are passed over. Throws `usage`.
 */
export function completeFinding(said: unknown, reconciliation: Reconciliation): CompletedFinding {
  const members = new FindingMembers(said, reconciliation)
  const finding = readFinding(members)
  return { finding, isPattern: members.flag('pattern'), assumed: members.assumed }
}

function readFinding(members: FindingMembers): Finding {
  const kind = members.word('kind', 'a kind of finding', FINDING_KINDS)
  const key = {}
  const { sides, fields, missing, match } = members.reconciliation
  const names = sides.map(({ name }) => name)
  const field = () =>
    members.word('field', 'a field', [...fields.map(({ name }) => name), ...members.reconciliation.keyNames])
  switch (kind) {
    case 'mismatch':
      return readMismatch(members, field())
    case 'missing': {
      const missingFrom = members.sides('missingFrom')
      const presentOn = names.filter((name) => !missingFrom.includes(name))
      return { kind, key, presentOn, missingFrom, severity: members.severity(missing.severity) }
    }
    case 'duplicate':
      return {
        kind,
        key,
        side: members.word('side', 'a side', names),
        count: 2,
        severity: members.severity('high'),
      }
    case 'invalid': {
      const named = field()
      const severity = members.severity(members.severityOf(named))
      return { kind, key, side: members.word('side', 'a side', names), field: named, raw: null, severity }
    }
    case 'rekeyed': {
      const keys = Object.fromEntries(names.map((name) => [name, key]))
      const severity = members.severity(match?.severity ?? missing.severity)
      return { kind, key, keys, score: '1', reasons: [], differing: [], severity }
    }
    case 'schema': {
      const side = members.has('side') ? members.word('side', 'a side', names) : null
      const types = Object.fromEntries(names.map((name) => [name, '']))
      const severity = members.severity('high')
      const problem = side === null ? 'type-mismatch' : 'missing-column'
      return { kind, key, field: field(), problem, side, column: null, nearest: null, types, severity }
    }
  }
}

function readMismatch(members: FindingMembers, field: string): Finding {
  const values = members.values()
  const likelyCorrect = members.likelyCorrect(field, values)
  const said = members.text('cause')
  if (said === undefined) members.assumed.push('no cause')
  return {
    kind: 'mismatch',
    key: {},
    field,
    values,
    agreeing: alike(values),
    likelyCorrect,
    likelyCorrectReason: null,
    cause: said ?? null,
    severity: members.severity(members.severityOf(field)),
  }
}

/** Sides that say the same, as it is written. */
function alike(values: SideValues): readonly (readonly string[])[] {
  const sides = Object.keys(values)
  const texts = [...new Set(Object.values(values))]
  return texts.map((text) => sides.filter((side) => values[side] === text))
}
