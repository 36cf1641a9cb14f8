import type { KnownBlock } from '@slack/types'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { RawValue } from '../../domain/record.ts'
import { context, section } from './blocks.ts'
import {
  type CheckedField,
  type CheckedRecord,
  FIELDS_IN_ANSWER,
  fieldsInOrder,
  hasMoreFields,
  VERDICTS,
} from './checked-record.ts'
import { fieldsButton } from './fields-modal.ts'
import { firstRows } from './first-rows.ts'
import { type Message, makeMessage } from './message.ts'
import { code, plain } from './mrkdwn.ts'
import { type RunView, runAnswer } from './run-answer.ts'
import { isSecret, keyText, maskTexts } from './secrecy.ts'
import { groupTexts, wordForNothing } from './side-values.ts'
import { table } from './table.ts'
import { visible } from './visible.ts'
import { countOf, describeFinding } from './words.ts'

export interface CheckView extends RunView {
  /** Filled when single keys were checked. */
  readonly records: readonly CheckedRecord[]
  /** The run that compared them: all fields of a record that has very many can be asked for by it. */
  readonly runId?: string
}

/** What a check came to: one record with every field side by side, or the counts of a date range. */
export function checkAnswer(view: CheckView): Message {
  if (view.scope.kind !== 'keys') return runAnswer(view)
  const [record] = view.records
  if (!record) return nothingFound(view)
  // Several keys at once come from the command line alone; a table can stand in a message once.
  return recordAnswer(view, record)
}

function recordAnswer(view: CheckView, record: CheckedRecord): Message {
  const { reconciliation, discrepancies, changes } = view
  const open = discrepancies.filter(({ status }) => status !== 'resolved')
  const uncompared = view.summary.counts.schema ?? 0
  const verdict = verdictOf(record, uncompared)
  const key = keyText(reconciliation, record.key)
  const names = plain(reconciliation.keyNames.join(' / '))
  return makeMessage(`${plain(reconciliation.title)}, ${names} ${plain(key)}: ${verdict.words}`, [
    section(
      `*${plain(reconciliation.title)}*  ·  ${names} ${code(key)}`,
      `${verdict.sign} *${verdict.words}*`,
      ...otherFindings(record),
      ...(uncompared > 0 ? [`• ${countOf(uncompared, 'field')} could not be compared`] : []),
    ),
    fieldTable(reconciliation, record),
    view.runId !== undefined && hasMoreFields(record) ? fieldsButton(record, view.runId) : null,
    changes.resolved > 0
      ? context(`✅ ${countOf(changes.resolved, 'discrepancy', 'discrepancies')} resolved by this check`)
      : null,
    ...firstRows(open, reconciliation),
  ])
}

function nothingFound({ reconciliation, scope }: CheckView): Message {
  const key = scope.kind === 'keys' && scope.keys[0] ? keyText(reconciliation, scope.keys[0]) : ''
  const where = `${plain(reconciliation.title)}: no side has a record with ${plain(reconciliation.keyNames.join(' / '))}`
  return makeMessage(`${where} ${plain(key)}`, [section(`🔍 ${where} ${code(key)}.`)])
}

/** `uncompared`: findings about fields that could not be compared, on whatever record. */
function verdictOf(record: CheckedRecord, uncompared: number): { sign: string; words: string } {
  const wrong = record.fields.filter(({ verdict }) => verdict === 'differs' || verdict === 'invalid').length
  if (record.missingFrom.length > 0 && record.findings.some(({ kind }) => kind === 'missing')) {
    return { sign: '❗', words: 'not on every side' }
  }
  if (record.findings.some(({ kind }) => kind === 'rekeyed'))
    return { sign: '❗', words: 'under another key on one side' }
  if (record.findings.some(({ kind }) => kind === 'duplicate'))
    return { sign: '❗', words: 'the key is not unique' }
  if (wrong > 0)
    return {
      sign: '❗',
      words: `${wrong} of ${countOf(record.fields.length, 'field')} ${wrong === 1 ? 'does' : 'do'} not agree`,
    }
  if (record.findings.length > 0) return { sign: '❗', words: 'something is not valid' }
  const count = record.fields.length
  if (uncompared > 0) return { sign: '❗', words: `${countOf(count, 'field')} could be compared and agree` }
  return { sign: '✅', words: count === 1 ? 'its one field agrees' : `all ${count} fields agree` }
}

/** What the table does not show: a missing record, one with another key, a key that is there twice. */
function otherFindings({ findings }: CheckedRecord): string[] {
  return findings
    .filter(({ kind }) => kind === 'missing' || kind === 'duplicate' || kind === 'rekeyed')
    .map((finding) => `• ${plain(describeFinding(finding))}`)
}

function fieldTable(reconciliation: Reconciliation, record: CheckedRecord): KnownBlock | null {
  if (record.fields.length === 0) return null
  const sides = reconciliation.sides.map(({ name }) => name)
  const rows = fieldsInOrder(record).map((field) => {
    const cells = valueCells(field, isSecret(reconciliation, field.name))
    const shown = sides.map((side) =>
      record.missingFrom.includes(side) ? 'no record' : (cells[side] ?? '–'),
    )
    return [visible(field.name), VERDICTS[field.verdict], ...shown]
  })
  return table({ header: ['Field', 'Verdict', ...sides.map(visible)], rows, most: FIELDS_IN_ANSWER })
}

/** Every side's value as text; a sensitive one is a letter, the same for the same value. */
function valueCells(field: CheckedField, secret: boolean): Readonly<Record<string, string>> {
  const groups = groupTexts(field.values)
  const masks = maskTexts(groups.map(({ raw }) => raw))
  const cells = groups.flatMap(({ sides, raw }, index) => {
    const text = (secret ? masks[index] : null) ?? valueText(raw)
    return sides.map((side) => [side, text] as const)
  })
  return Object.fromEntries(cells)
}

function valueText(raw: RawValue): string {
  return wordForNothing(raw) ?? visible(raw ?? '')
}
