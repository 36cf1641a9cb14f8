import type { Finding, FindingKind, MismatchFinding, RekeyedFinding } from '../../domain/finding.ts'
import type { PartsBySide } from '../../domain/group-parts.ts'
import { describeReason } from '../../domain/pair-reason.ts'
import { displayKey, type RecordKey } from '../../domain/record.ts'
import { describePairing } from './describe-pairing.ts'
import { describeParts } from './describe-parts.ts'
import { displayText, displayValue } from './display-value.ts'
import { type Cell, plainCell } from './layout-table.ts'
import { cutText, markDifference } from './mark-difference.ts'
import type { Report } from './report.ts'
import { schemaProblem, schemaRemedy } from './schema-words.ts'
import { paint, type TableStyle } from './table-style.ts'

const VALUE_WIDTH = 40
const NOTHING = plainCell('-')

/** Header and one row a finding, all of one kind. A column in which no row says anything is left out. */
export function findingRows(
  findings: readonly Finding[],
  kind: FindingKind,
  { report, style }: { report: Report; style: TableStyle },
): Cell[][] {
  // What is said of a field is about no record.
  const keys = kind === 'schema' ? [] : report.keyNames
  const header = [...keys.map(displayText), ...headerOf(kind, report), 'severity']
  const rows = findings.map((finding) => [
    ...keyCells(finding.key, keys),
    ...detailCells(finding, { report, style }),
    severityCell(finding, style),
  ])
  const table = [header.map((text) => ({ text, painted: paint(style, 'dim', text) })), ...rows]
  const isSilent = (column: number) => rows.every((row) => row[column] === NOTHING)
  return table.map((row) => row.filter((_, column) => !isSilent(column)))
}

/** The values of all sides beside each other; what they do not have in common is marked when colour is on. */
export function valueCells(
  values: MismatchFinding['values'],
  sides: readonly string[],
  style: TableStyle,
): Cell[] {
  const present = sides.filter((side) => Object.hasOwn(values, side))
  const marked = markDifference(
    present.map((side) => displayValue(values[side] ?? null)),
    VALUE_WIDTH,
  )
  return sides.map((side) => {
    const value = marked[present.indexOf(side)]
    if (!value) return { text: '(no record)', painted: paint(style, 'dim', '(no record)') }
    const { before, differing, after } = value
    return { text: before + differing + after, painted: before + paint(style, 'red', differing) + after }
  })
}

function headerOf(kind: FindingKind, report: Report): string[] {
  switch (kind) {
    case 'mismatch':
      return ['field', ...Object.keys(report.summary.sides), 'agree', 'likely correct', 'cause', 'parts']
    case 'missing':
      return ['present on', 'missing from', 'probably now', 'pairing', 'parts']
    case 'duplicate':
      return ['side', 'count']
    case 'invalid':
      return ['side', 'field', 'value', 'rule']
    case 'rekeyed':
      return [...otherSides(report).map((side) => `key on ${displayText(side)}`), 'score', 'why', 'differs']
    case 'schema':
      return ['field', 'problem', 'what to do']
  }
}

function keyCells(key: RecordKey, keyNames: readonly string[]): Cell[] {
  return keyNames.map((name) => valueCell(key[name] ?? null))
}

function detailCells(finding: Finding, { report, style }: { report: Report; style: TableStyle }): Cell[] {
  switch (finding.kind) {
    case 'mismatch':
      return [
        textCell(finding.field),
        ...valueCells(finding.values, Object.keys(report.summary.sides), style),
        agreeingCell(finding),
        finding.likelyCorrect === null ? NOTHING : textCell(finding.likelyCorrect),
        finding.cause === null ? NOTHING : textCell(finding.cause),
        partsCell(finding.parts),
      ]
    case 'missing':
      return [
        textCell(finding.presentOn.join(', ')),
        textCell(finding.missingFrom.join(', ')),
        finding.probablyNow === undefined ? NOTHING : textCell(displayKey(finding.probablyNow)),
        finding.pairing === undefined ? NOTHING : plainCell(displayText(describePairing(finding.pairing))),
        partsCell(finding.parts),
      ]
    case 'duplicate':
      return [textCell(finding.side), textCell(String(finding.count))]
    case 'invalid':
      return [
        textCell(finding.side),
        textCell(finding.field),
        valueCell(finding.raw),
        finding.rule === undefined ? NOTHING : textCell(ruleText(finding.rule, finding.records)),
      ]
    case 'rekeyed':
      return [
        ...otherSides(report).map((side) => textCell(displayKey(finding.keys[side] ?? {}))),
        textCell(finding.score),
        plainCell(displayText(finding.reasons.map(describeReason).join(', '))),
        differingCell(finding),
      ]
    case 'schema':
      return [
        textCell(finding.field),
        plainCell(displayText(schemaProblem(finding))),
        plainCell(displayText(schemaRemedy(finding))),
      ]
  }
}

/** The key stands first in the row; it is that of the first side. */
function otherSides(report: Report): string[] {
  return Object.keys(report.summary.sides).slice(1)
}

/** `name: crm Ann Lee, billing Anne Lee; city: ...` */
function differingCell({ differing }: RekeyedFinding): Cell {
  if (differing.length === 0) return NOTHING
  const fields = differing.map(({ field, values }) => {
    const sides = Object.entries(values).map(
      ([side, value]) => `${displayText(side)} ${cutText(displayValue(value), VALUE_WIDTH)}`,
    )
    return `${displayText(field)}: ${sides.join(', ')}`
  })
  return plainCell(fields.join('; '))
}

/** `range`, and of a group `range (3 records)`. */
function ruleText(rule: string, records: number | undefined): string {
  return records === undefined ? rule : `${rule} (${records} record${records === 1 ? '' : 's'})`
}

function partsCell(parts: PartsBySide | undefined): Cell {
  return parts === undefined ? NOTHING : plainCell(describeParts(parts))
}

/** `crm, mailer` where these two agree and another side differs. */
function agreeingCell({ agreeing }: MismatchFinding): Cell {
  const together = agreeing.filter((sides) => sides.length > 1).map((sides) => sides.join(', '))
  return together.length === 0 ? NOTHING : textCell(together.join(' | '))
}

function valueCell(value: string | null): Cell {
  return plainCell(cutText(displayValue(value), VALUE_WIDTH))
}

function textCell(text: string): Cell {
  return plainCell(cutText(displayText(text), VALUE_WIDTH))
}

function severityCell({ severity }: Finding, style: TableStyle): Cell {
  const ink = severity === 'high' ? 'red' : severity === 'medium' ? 'yellow' : 'dim'
  return { text: severity, painted: paint(style, ink, severity) }
}
