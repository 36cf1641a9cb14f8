import type { RawValue } from '../../domain/record.ts'
import type {
  FieldExplanation,
  PairExplanation,
  RecordExplanation,
  SideExplanation,
} from '../../engine/index.ts'
import { displayText } from './display-value.ts'
import type { Format } from './format.ts'
import { type Cell, layoutTable, plainCell } from './layout-table.ts'
import { type Ink, paint, type TableStyle } from './table-style.ts'

const STEPS: Readonly<Record<SideExplanation['steps'][number]['step'], string>> = {
  emptyIsNull: 'empty is null',
  trim: 'trim',
  keep: 'keep',
  nfc: 'NFC',
  ignoreCase: 'case',
  map: 'map',
}
const INKS: Readonly<Record<FieldExplanation['verdict'], Ink>> = {
  equal: 'green',
  normalised: 'green',
  tolerated: 'green',
  differs: 'red',
  invalid: 'red',
  pending: 'yellow',
  ignored: 'dim',
}

/** How records were judged, rule by rule, for people or as JSON. Shows sensitive values: for the operator's terminal. */
export function* formatExplanations(
  reconciliation: string,
  explanations: readonly RecordExplanation[],
  { format, style }: { readonly format: Format; readonly style: TableStyle },
): Iterable<string> {
  for (const explanation of explanations) {
    if (format === 'table') yield formatExplanation(reconciliation, explanation, style)
    else
      yield `${JSON.stringify({ reconciliation, ...explanation }, null, format === 'json' ? 2 : undefined)}\n`
  }
}

function formatExplanation(name: string, explanation: RecordExplanation, style: TableStyle): string {
  const { key, decisions, fields } = explanation
  const shown = key.map(({ value }) => displayText(value ?? 'null')).join(' / ')
  const rows = [
    ...key.map((part) => {
      const order = part.order === 'integer' ? 'by value, as an integer' : 'by the bytes of its text'
      return decisionRow(1, `${displayText(part.name)} = ${visible(part.value)}, compared ${order}`, style)
    }),
    ...decisions.map(({ rule, says }) => decisionRow(rule, displayText(says), style)),
  ]
  const parts = fields.map((field) => formatField(field, style))
  return `${paint(style, 'bold', `${displayText(name)} ${shown}`)}\n${layoutTable(rows)}${parts.join('')}`
}

function decisionRow(rule: number, says: string, style: TableStyle): Cell[] {
  const text = `rule ${rule}`
  return [{ text, painted: paint(style, 'dim', text) }, plainCell(says)]
}

function formatField(field: FieldExplanation, style: TableStyle): string {
  const { name, type, sides, pairs, verdict, rule, reason, likelyCorrect, cause } = field
  const lines = [
    `${paint(style, INKS[verdict], verdict)}: ${reason} (rule ${rule})`,
    ...(likelyCorrect
      ? [`likely correct: ${displayText(likelyCorrect.reason ?? likelyCorrect.side)} (rule 12)`]
      : []),
    ...(cause === null ? [] : [`cause: ${cause} (rule 12)`]),
  ]
  const title = `\n${paint(style, 'bold', displayText(name))} ${paint(style, 'dim', type)}\n`
  const compared = pairs.map((pair) => [plainCell(pair.sides.join(', ')), plainCell(describePair(pair))])
  return (
    title +
    layoutTable(sides.map(sideRow)) +
    layoutTable(compared) +
    lines.map((line) => `  ${line}\n`).join('')
  )
}

function sideRow({ side, raw, steps, canonical, zone }: SideExplanation): Cell[] {
  const changes = steps.map(({ step, value }) => `${STEPS[step]} → ${visible(value)}`)
  const read = canonical.kind === 'value' ? visible(canonical.text) : canonical.kind
  const inZone = zone === null ? '' : ` (without an offset: ${zone})`
  return [side, visible(raw), changes.join(', '), `= ${read}${inZone}`].map(plainCell)
}

function describePair({ by, result, distance, limit }: PairExplanation): string {
  if (by === 'invalid') return 'not compared: a value is invalid'
  if (by === 'null') return result === 'equal' ? 'null equals null' : 'null beside a value'
  if (distance === null) return result === 'equal' ? 'exactly equal' : 'not equal'
  const unit = by === 'lag' ? ' s' : ''
  return `${distance}${unit} apart, ${limit}${unit} allowed: ${result === 'differ' ? 'too far' : 'within'}`
}

/** In quotes, with blanks and what hides made visible; null without quotes. */
function visible(value: RawValue): string {
  return value === null ? 'null' : `"${displayText(value).replaceAll(' ', '␣')}"`
}
