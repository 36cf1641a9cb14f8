import type { TableBlock } from '@slack/types'
import type { FindingKind, Severity } from '../../domain/finding.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Run } from '../../domain/run.ts'
import { describeScope } from '../../domain/scope.ts'
import { context, section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { code, dateToken, plain } from './mrkdwn.ts'
import { table } from './table.ts'
import { visible } from './visible.ts'
import { countOf, KIND_LABELS, SEVERITY_LABELS } from './words.ts'

/** Discrepancies of one kind, field and severity. */
interface GroupCount {
  readonly kind: FindingKind
  readonly field: string | null
  readonly severity: Severity
  readonly count: number
  /** Those of them that are not resolved yet. */
  readonly open: number
}

export interface RunGroupView {
  readonly run: Pick<Run, 'id' | 'startedAt' | 'scope'>
  readonly reconciliation: Pick<Reconciliation, 'name' | 'title'>
  /** Those of the run that have no card of their own. */
  readonly counts: readonly GroupCount[]
}

/** The rest of a run over `maxCards` as one message: counts, and how to see them one by one. */
export function runGroup({ run, reconciliation, counts }: RunGroupView): Message {
  const total = sum(counts, 'count')
  if (total === 0) return nothingLeft(reconciliation)
  const open = sum(counts, 'open')
  const title = plain(reconciliation.title)
  const state = open === 0 ? 'all resolved' : `${open.toLocaleString('en')} still open`
  return makeMessage(`${countOf(total, 'more discrepancy', 'more discrepancies')} in ${title}, ${state}`, [
    section(
      `*${countOf(total, 'more discrepancy', 'more discrepancies')} in ${title}*  ·  ${open === 0 ? '✅ all resolved' : `*${state}*`}`,
      'They stand here together, so that this channel stays readable.',
    ),
    countTable(counts),
    context(
      `Run of ${dateToken(run.startedAt)}, ${plain(describeScope(run.scope))}`,
      `See them one by one: ${code(`/recon list ${reconciliation.name}`)}`,
    ),
  ])
}

/** What stood here was pruned. */
function nothingLeft({ title }: RunGroupView['reconciliation']): Message {
  const sentence = `Nothing is left of the other discrepancies of this run in ${plain(title)}.`
  return makeMessage(sentence, [section(sentence)])
}

function countTable(counts: readonly GroupCount[]): TableBlock | null {
  if (counts.length === 0) return null
  const sorted = [...counts].sort((a, b) => b.count - a.count)
  const shown = sorted.length > ROWS ? sorted.slice(0, ROWS - 1) : sorted
  const rest = sorted.slice(shown.length)
  const rows = shown.map((each) => [
    KIND_LABELS[each.kind],
    visible(each.field ?? '–'),
    SEVERITY_LABELS[each.severity],
    ...amounts(each.count, each.open),
  ])
  if (rest.length > 0) {
    rows.push([`${rest.length} others`, '–', '–', ...amounts(sum(rest, 'count'), sum(rest, 'open'))])
  }
  return table({ header: ['What', 'Field', 'Severity', 'Found', 'Open'], rows, right: [3, 4] })
}

const ROWS = 15

function amounts(...numbers: readonly number[]): string[] {
  return numbers.map((number) => number.toLocaleString('en'))
}

function sum(counts: readonly GroupCount[], what: 'count' | 'open'): number {
  return counts.reduce((total, each) => total + each[what], 0)
}
