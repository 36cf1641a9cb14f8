import { CounterfoilError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { RecordKey } from '../domain/record.ts'
import type { RecordBatch } from '../domain/record-batch.ts'
import type { SideSummary } from '../domain/run.ts'
import { ChangedKeys } from './changed-keys.ts'
import type { ComparedPart, CompareOptions, Comparison, JudgedRecord, PartLimits } from './comparison.ts'
import type { ComparisonPlan } from './comparison-plan.ts'
import { compileFields } from './compiled-field.ts'
import { ControlTotals } from './control-totals.ts'
import { expectationCheck } from './expectations.ts'
import { findPatterns } from './find-patterns.ts'
import { cellCountOf } from './group-findings.ts'
import { GroupedRecords } from './group-records.ts'
import { HintProfiles } from './hint-profiles.ts'
import { judgeDuplicate, judgeRecord, type RecordJudge } from './judge-record.ts'
import { type MergeSteps, mergeWhatIsRead } from './merge.ts'
import { type CursorParts, cellsOf, openCursor } from './open-cursor.ts'
import { parseCheck } from './parse-check.ts'
import { PartWatch } from './part-watch.ts'
import { RecordAtKey } from './record-at-key.ts'
import type { SideCursor } from './side-cursor.ts'
import { Tally } from './tally.ts'
import { TotalParts } from './total-parts.ts'
import { UnmatchedRecords } from './unmatched.ts'
import { hasCellsAlike, walkedCells } from './walked-cells.ts'

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
    walked: options.keepRecords ? null : walkedCells(plan, fields),
  }
  const readers = sideReaders(judge)
  const { match } = plan.reconciliation
  // Where pairs are looked for by rules, nobody guesses beside them.
  const changedKeys = match ? null : new ChangedKeys(fields)
  const unmatched = match && options.keepUnmatched ? new UnmatchedRecords(match, fields) : null
  const hints = options.findHints ? (options.completes?.hintProfiles ?? new HintProfiles(fields)) : null
  const { cursors, watch } = openCursors(judge, { streams, gathered, readers }, options.part ?? null)
  try {
    await mergeAll({ judge, cursors, gathered, changedKeys, unmatched, hints, options, watch })
  } finally {
    for (const cursor of cursors) cursor.abandon()
  }
  const part = watch?.part(plan) ?? null
  const found = foundIn(plan, gathered, part)
  const findings = part === null && changedKeys ? changedKeys.explain(found) : found
  return {
    summary: judge.tally.summary(findings, summarise(plan, cursors, part ? null : readers)),
    findings,
    records: findings === found ? gathered.records : explainRecordsToo(gathered.records, { found, findings }),
    deferred: gathered.deferred,
    patterns: hints ? hints.explain(findPatterns(findings)) : findPatterns(findings),
    totalParts: part ? {} : parts.parts(plan.sides.map((side) => side.name)),
    ...(unmatched ? { unmatched: unmatched.result() } : {}),
    hintProfiles: hints,
    ...(part ? { part } : {}),
  }
}

/** Records without a usable key are told by the part that comes to the end. */
function foundIn(plan: ComparisonPlan, gathered: Gathered, part: ComparedPart | null): Finding[] {
  const isStopped = part !== null && part.stoppedBy !== null
  const unkeyed = isStopped ? [] : gathered.unkeyed.flat()
  // There may be millions of them.
  if (plan.schema.length === 0 && unkeyed.length === 0) return gathered.findings
  return [...plan.schema, ...gathered.findings, ...unkeyed]
}

type SideReaders = Pick<CursorParts, 'totals' | 'grouped' | 'expects'>

/** By side, what sees every record as it is read. */
function sideReaders({ plan, fields }: RecordJudge): SideReaders {
  return {
    totals: plan.sides.map((_, side) => new ControlTotals(fields, side, plan.keyNames.length)),
    grouped: plan.sides.map(({ grouping }, side) =>
      grouping ? new GroupedRecords(plan, fields, side) : null,
    ),
    expects: plan.sides.map(({ grouping }, side) => (grouping ? null : expectationCheck(plan, fields, side))),
  }
}

/** `readers`: null where what was read is no whole side. */
interface Opened {
  readonly streams: CursorParts['streams']
  readonly gathered: Gathered
  readonly readers: SideReaders
}

function openCursors(
  judge: RecordJudge,
  { streams, gathered, readers }: Opened,
  limits: PartLimits | null,
): { readonly cursors: readonly SideCursor[]; readonly watch: PartWatch | null } {
  const parts = { streams, unkeyed: gathered.unkeyed, after: limits?.after ?? null, ...readers }
  const cursors = judge.plan.sides.map((_, side) => openCursor(judge, side, parts))
  return { cursors, watch: limits && new PartWatch(limits, cursors, gathered.findings) }
}

function summarise(
  { sides }: ComparisonPlan,
  cursors: readonly SideCursor[],
  readers: SideReaders | null,
): Record<string, SideSummary> {
  const totalsOf = (side: number) => readers && (readers.grouped[side] ?? readers.totals[side]!).totals()
  return Object.fromEntries(
    sides.map(({ name }, side) => [name, { rows: cursors[side]!.rows, totals: totalsOf(side) ?? {} }]),
  )
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

interface Work {
  readonly judge: RecordJudge
  readonly cursors: readonly SideCursor[]
  readonly gathered: Gathered
  readonly changedKeys: ChangedKeys | null
  readonly unmatched: UnmatchedRecords | null
  readonly hints: HintProfiles | null
  readonly options: CompareOptions
  readonly watch: PartWatch | null
}

async function mergeAll(work: Work): Promise<void> {
  const { judge, cursors, options, watch } = work
  const merge = {
    cursors,
    keyOrder: judge.plan.keyOrder,
    comparesBytes: canCompareBytes(judge),
    steps: mergeSteps(work),
    stop: watch,
  }
  let toldAt = 0
  for (;;) {
    if (!(await loadUntilSettled(cursors, options.signal, watch?.timeUp))) watch?.stopForTime()
    else mergeWhatIsRead(merge)
    if (watch?.isStopped) break
    if (cursors.every((cursor) => !cursor.hasRecord && cursor.settle())) break
    const rows = cursors.reduce((sum, cursor) => sum + cursor.rows, 0)
    if (rows - toldAt < ROWS_PER_TURN) continue
    toldAt = rows
    options.onProgress?.(rowsBySide(judge.plan, cursors))
    await new Promise((resolve) => setImmediate(resolve))
  }
  options.onProgress?.(rowsBySide(judge.plan, cursors))
}

/** False: the time was up first. */
async function loadUntilSettled(
  cursors: readonly SideCursor[],
  signal: AbortSignal | undefined,
  timeUp: AbortSignal | undefined,
): Promise<boolean> {
  for (;;) {
    if (signal?.aborted) throw stopped(signal)
    const waiting = cursors.filter((cursor) => !cursor.settle())
    if (waiting.length === 0) return true
    if (timeUp?.aborted) return false
    await unlessAborted(Promise.all(waiting.map((cursor) => cursor.load())), [signal, timeUp])
  }
}

/** A source that hangs must not keep a stopped run. Whether one of the signals ended it shows afterwards. */
async function unlessAborted(
  work: Promise<unknown>,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  const given = signals.filter((signal) => signal !== undefined)
  await new Promise<void>((resolve, reject) => {
    const end = () => resolve()
    for (const signal of given) signal.addEventListener('abort', end, { once: true })
    work.then(end, reject).finally(() => {
      for (const signal of given) signal.removeEventListener('abort', end)
    })
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
