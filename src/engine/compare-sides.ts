import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { RawValue, RecordKey } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import { rawCells } from './cell-walk.ts'
import { ChangedKeys } from './changed-keys.ts'
import type { CompareOptions, Comparison, JudgedRecord } from './comparison.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { compileFields } from './compiled-field.ts'
import { ControlTotals } from './control-totals.ts'
import { expectationCheck } from './expectations.ts'
import { findPatterns } from './find-patterns.ts'
import { readGroupBroken } from './group-broken.ts'
import { cellCountOf } from './group-findings.ts'
import { GroupedRecords } from './group-records.ts'
import { HintProfiles } from './hint-profiles.ts'
import { judgeDuplicate, judgeRecord, type RecordJudge } from './judge-record.ts'
import type { RecordPosition } from './key-bytes.ts'
import { type MergeSteps, mergeWhatIsRead } from './merge.ts'
import { parseCheck } from './parse-check.ts'
import { RecordAtKey } from './record-at-key.ts'
import { type CursorOptions, SideCursor } from './side-cursor.ts'
import { Tally } from './tally.ts'
import { TotalParts } from './total-parts.ts'
import { UnmatchedRecords } from './unmatched.ts'

/** Other work of the process gets its turn, and progress is told, after so many rows. */
const ROWS_PER_TURN = 20_000

/** What one comparison gathers. */
interface Gathered {
  readonly findings: Finding[]
  readonly records: JudgedRecord[]
  readonly deferred: RecordKey[]
  /** By side: records without a usable key, reported after all others. */
  readonly unkeyed: readonly Finding[][]
}

/**
 * Compares all sides' records in one pass; the rules are at `index.ts`. Throws `source-disordered` when a stream is
 * not in key order, `run-stopped` when the signal aborts, and whatever a stream throws; then nothing is concluded.
 */
export async function compareSides(
  plan: ComparisonPlan,
  streams: Readonly<Record<string, AsyncIterable<RecordBatch>>>,
  options: CompareOptions,
): Promise<Comparison> {
  const gathered: Gathered = { findings: [], records: [], deferred: [], unkeyed: plan.sides.map(() => []) }
  const fields = compileFields(plan)
  const parts = new TotalParts(fields, plan.sides)
  const judge: RecordJudge = {
    plan,
    now: options.now,
    fields,
    tally: new Tally(),
    keepRecord: options.keepRecords ? (record) => gathered.records.push(record) : null,
    totalParts: parts.isEmpty ? null : parts,
    walksCells: !options.keepRecords && hasCellsAlike(plan),
  }
  const totals = plan.sides.map((_, side) => new ControlTotals(judge.fields, side, plan.keyNames.length))
  const grouped = plan.sides.map(({ grouping }, side) =>
    grouping ? new GroupedRecords(plan, judge.fields, side) : null,
  )
  const expects = plan.sides.map(({ grouping }, side) =>
    grouping ? null : expectationCheck(plan, judge.fields, side),
  )
  const { match } = plan.reconciliation
  // Where pairs are looked for by rules, nobody guesses beside them.
  const changedKeys = match ? null : new ChangedKeys(fields)
  const unmatched = match && options.keepUnmatched ? new UnmatchedRecords(match, fields) : null
  const hints = options.findHints ? (options.completes?.hintProfiles ?? new HintProfiles(fields)) : null
  const cursors = plan.sides.map((_, side) =>
    openCursor(judge, side, { streams, gathered, totals, grouped, expects }),
  )
  try {
    await mergeAll({ judge, cursors, gathered, changedKeys, unmatched, hints, options })
  } finally {
    for (const cursor of cursors) cursor.abandon()
  }
  const found = [...plan.schema, ...gathered.findings, ...gathered.unkeyed.flat()]
  const findings = changedKeys?.explain(found) ?? found
  const sides = plan.sides.map(
    ({ name }, side) =>
      [name, { rows: cursors[side]!.rows, totals: (grouped[side] ?? totals[side]!).totals() }] as const,
  )
  return {
    summary: judge.tally.summary(findings, Object.fromEntries(sides)),
    findings,
    records: findings === found ? gathered.records : explainRecordsToo(gathered.records, { found, findings }),
    deferred: gathered.deferred,
    patterns: hints ? hints.explain(findPatterns(findings)) : findPatterns(findings),
    totalParts: parts.parts(plan.sides.map((side) => side.name)),
    ...(unmatched ? { unmatched: unmatched.result() } : {}),
    hintProfiles: hints,
  }
}

/** A kept record shows its findings as they are reported, so also what was only known when all had been read. */
function explainRecordsToo(
  records: readonly JudgedRecord[],
  { found, findings }: { readonly found: readonly Finding[]; readonly findings: readonly Finding[] },
): JudgedRecord[] {
  const explained = new Map(found.map((finding, index) => [finding, findings[index]!]))
  return records.map((record) => ({
    ...record,
    findings: record.findings.map((finding) => explained.get(finding) ?? finding),
  }))
}

interface CursorParts {
  readonly streams: Readonly<Record<string, AsyncIterable<RecordBatch>>>
  readonly gathered: Gathered
  readonly totals: readonly ControlTotals[]
  readonly grouped: readonly (GroupedRecords | null)[]
  readonly expects: readonly ReturnType<typeof expectationCheck>[]
}

function openCursor(judge: RecordJudge, index: number, parts: CursorParts): SideCursor {
  const { plan, totalParts } = judge
  const side = plan.sides[index]!
  const totals = parts.totals[index]!
  const stream = parts.streams[side.name]
  if (!stream) throw new Error(`no stream for side "${side.name}"`)
  const grouped = parts.grouped[index]
  return new SideCursor(grouped ? grouped.groups(stream) : stream, {
    side: side.name,
    keyOrder: plan.keyOrder,
    skipLastCell: side.updatedAtCell !== null,
    onRecord: grouped ? onGroup(plan, index) : onRecord(totals, parts.expects[index]!),
    ...(grouped ? { rowsRead: () => grouped.rows } : {}),
    onCopy: totalParts && ((record) => totalParts.addWhole('duplicate', index, cellsOf(plan, index, record))),
    onUnkeyed: (key, part, record) => {
      totalParts?.addWhole('invalid', index, cellsOf(plan, index, record))
      parts.gathered.unkeyed[index]!.push({
        kind: 'invalid',
        key: nameKey(plan, key),
        severity: 'high',
        side: side.name,
        field: plan.keyNames[part]!,
        raw: key[part]!,
      })
    },
  })
}

function onRecord(
  totals: ControlTotals,
  expects: ReturnType<typeof expectationCheck>,
): CursorOptions['onRecord'] {
  if (expects === null) return totals.isEmpty ? null : (record) => totals.add(record)
  return (record, isKeyed) => {
    totals.add(record)
    record.broken = isKeyed ? expects(record) : null
  }
}

/** Its records were counted and checked as they were read. */
function onGroup(plan: ComparisonPlan, side: number): ((record: RecordPosition) => void) | null {
  if (plan.reconciliation.sides[side]!.expect === undefined) return null
  const { cellCount, brokenCell } = plan.sides[side]!.grouping!
  return (record) => {
    record.broken = readGroupBroken(rawCells(record, cellCount)[brokenCell]!)
  }
}

interface Work {
  readonly judge: RecordJudge
  readonly cursors: readonly SideCursor[]
  readonly gathered: Gathered
  readonly changedKeys: ChangedKeys | null
  readonly unmatched: UnmatchedRecords | null
  readonly hints: HintProfiles | null
  readonly options: CompareOptions
}

async function mergeAll(work: Work): Promise<void> {
  const { judge, cursors, options } = work
  const merge = {
    cursors,
    keyOrder: judge.plan.keyOrder,
    comparesBytes: canCompareBytes(judge),
    steps: mergeSteps(work),
  }
  let toldAt = 0
  for (;;) {
    await loadUntilSettled(cursors, options.signal)
    mergeWhatIsRead(merge)
    if (cursors.every((cursor) => !cursor.hasRecord && cursor.settle())) break
    const rows = cursors.reduce((sum, cursor) => sum + cursor.rows, 0)
    if (rows - toldAt < ROWS_PER_TURN) continue
    toldAt = rows
    options.onProgress?.(rowsBySide(judge.plan, cursors))
    await new Promise((resolve) => setImmediate(resolve))
  }
  options.onProgress?.(rowsBySide(judge.plan, cursors))
}

async function loadUntilSettled(
  cursors: readonly SideCursor[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    if (signal?.aborted) throw stopped(signal)
    const waiting = cursors.filter((cursor) => !cursor.settle())
    if (waiting.length === 0) return
    await unlessAborted(Promise.all(waiting.map((cursor) => cursor.load())), signal)
  }
}

/** A source that hangs must not keep a stopped run. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) {
    await work
    return
  }
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => reject(stopped(signal))
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(() => resolve(), reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function stopped(signal: AbortSignal): CounterfoilError {
  const cause: unknown = signal.reason
  if (cause instanceof CounterfoilError) return cause
  return new CounterfoilError('run-stopped', 'The comparison was stopped before it had read all sides', {
    cause,
  })
}

function rowsBySide(plan: ComparisonPlan, cursors: readonly SideCursor[]): Record<string, number> {
  return Object.fromEntries(plan.sides.map((side, index) => [side.name, cursors[index]!.rows]))
}

/** Only when all sides have the same cells, no field reads them by side, and nobody wants the records themselves. */
function canCompareBytes({ plan, keepRecord }: RecordJudge): boolean {
  return keepRecord === null && hasCellsAlike(plan) && plan.fields.every((field) => !field.dependsOnSide)
}

/** Every side has every field, so that its cell is the same on all. */
function hasCellsAlike({ fields }: ComparisonPlan): boolean {
  return fields.every(({ cells }) => cells.every((cell) => cell !== null && cell === cells[0]))
}

function mergeSteps({ judge, gathered, changedKeys, unmatched, hints, options }: Work): MergeSteps {
  const { plan } = judge
  const parses = parseCheck(judge.fields, plan.keyNames.length)
  const isExpecting = plan.reconciliation.sides.some((side) => side.expect !== undefined)
  const record = new RecordAtKey(plan, plan.sides.map(cellCountOf))
  const keep = (findings: readonly Finding[]) => {
    hints?.add(record.cells, findings)
    if (findings[0]?.kind === 'missing') {
      changedKeys?.add(record.cells, findings)
      unmatched?.add(record.cells, findings)
    }
    for (const finding of findings) gathered.findings.push(finding)
  }
  return {
    identical: (cursors) => {
      if (options.deferAll || (parses !== null && !parses(cursors[0]!.here))) return false
      if (isExpecting && cursors.some((cursor) => cursor.here.broken !== null)) return false
      hints?.add([cellsOf(plan, 0, cursors[0]!.here)], [])
      judge.tally.countIdentical(plan.fields.length)
      return true
    },
    judge: (cursors, atKey) => {
      record.take(cursors, atKey)
      const isDuplicate = hasCopies(cursors, atKey)
      if (options.deferAll || (options.deferIncomplete && !isDuplicate && !record.isEverywhere)) {
        judge.totalParts?.addRecord('deferred', record.cells)
        gathered.deferred.push(record.key)
        return
      }
      if (!isDuplicate) return keep(judgeRecord(judge, record))
      judge.totalParts?.addRecord('duplicate', record.cells)
      const copies = cursors.map((cursor, index) => (atKey[index] ? cursor.copies : 0))
      keep(judgeDuplicate(judge, { key: record.key, copies }))
    },
  }
}

function hasCopies(cursors: readonly SideCursor[], atKey: readonly boolean[]): boolean {
  for (let side = 0; side < cursors.length; side++) if (atKey[side] && cursors[side]!.copies > 1) return true
  return false
}

function cellsOf(plan: ComparisonPlan, side: number, record: RecordPosition): RawValue[] {
  return rawCells(record, cellCountOf(plan.sides[side]!))
}

function nameKey(plan: ComparisonPlan, parts: readonly RawValue[]): RecordKey {
  return Object.fromEntries(plan.keyNames.map((name, part) => [name, parts[part] ?? null]))
}
