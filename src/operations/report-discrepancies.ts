import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Temporal } from 'temporal-polyfill'
import { spreadsheetRow } from '../domain/csv-row.ts'
import { type Actor, STATUSES } from '../domain/discrepancy.ts'
import { placeOf } from '../domain/list-place.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import { reportHeader, reportRow } from '../slack/messages/report-rows.ts'
import { listDiscrepancies } from '../store/discrepancies.ts'
import type { Context } from './context.ts'
import { findReconciliation } from './find-reconciliation.ts'
import { type LeftOut, leaveOut } from './leave-out.ts'
import { OPEN } from './list-discrepancies.ts'

export interface ReportRequest {
  readonly actor: Actor
  /** Null: of all. */
  readonly reconciliation: string | null
  /** Whole days in this zone; null: what is open now. */
  readonly period: { readonly from: string; readonly to: string; readonly zone: string } | null
}

/** A CSV file of discrepancies, for whoever hands it on; it is removed afterwards. */
export interface Report {
  /** As people shall see it: `counterfoil-customers-open-2026-11-07.csv`. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly rows: number
  /** What is not in it, because whoever asked may not have it. */
  readonly leftOut: LeftOut
  remove(): Promise<void>
}

/** So many are in memory at a time. */
const PAGE = 1_000
/** Without it, Excel takes UTF-8 for the letters of a country. */
const BYTE_ORDER_MARK = '\ufeff'

/** Zone of a report's days: the reconciliation's own, UTC where several are reported. */
export function reportZone({ reconciliations }: Settings, name: string | null): string {
  return reconciliations.find((each) => each.name === name)?.schedule?.zone ?? 'UTC'
}

/** Writes what is open, or was at some time in the period, as CSV for spreadsheets. Throws `not-found` and `forbidden`. */
export async function reportDiscrepancies(
  context: Pick<Context, 'db' | 'settings' | 'scratchFolder' | 'newId' | 'now' | 'log' | 'directory'>,
  request: ReportRequest,
): Promise<Report> {
  const { scratchFolder, newId, now, log } = context
  if (request.reconciliation !== null) findReconciliation(context.settings, request.reconciliation)
  const leftOut = await leaveOut(context, request)
  await mkdir(scratchFolder, { recursive: true })
  const path = join(scratchFolder, `report-${newId()}.csv`)
  const remove = () => rm(path, { force: true })
  try {
    const counted = { rows: 0 }
    const lines = Readable.from(linesOf(context, { ...request, without: leftOut.names }, counted))
    await pipeline(lines, createWriteStream(path, { mode: 0o600 }))
    const { size: bytes } = await stat(path)
    const { reconciliation, period, actor } = request
    log.info({ reconciliation, period, rows: counted.rows, by: actor.id }, 'a report was written')
    return { name: nameOf(request, now()), path, bytes, rows: counted.rows, leftOut, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function* linesOf(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  request: ReportRequest & { readonly without: readonly string[] },
  counted: { rows: number },
): AsyncGenerator<string> {
  const known = new Map(settings.reconciliations.map((each) => [each.name, each]))
  const reported = settings.reconciliations.filter(
    ({ name }) => name === (request.reconciliation ?? name) && !request.without.includes(name),
  )
  const sides = sidesOf(reported)
  const filter = { ...filterOf(request), notOf: request.without }
  yield BYTE_ORDER_MARK + spreadsheetRow(reportHeader(sides), '\r\n')
  for (let last = null; ; ) {
    const after = last === null ? {} : { after: placeOf(last) }
    const page = await listDiscrepancies(db, { ...filter, ...after, limit: PAGE })
    counted.rows += page.length
    const rows = page.map((discrepancy) => {
      const reconciliation = known.get(discrepancy.reconciliation) ?? null
      return spreadsheetRow(reportRow({ discrepancy, reconciliation }, sides), '\r\n')
    })
    yield rows.join('')
    last = page.at(-1) ?? null
    if (last === null || page.length < PAGE) return
  }
}

function filterOf({ reconciliation, period }: ReportRequest) {
  return {
    ...(reconciliation === null ? {} : { reconciliation }),
    ...(period === null
      ? { statuses: OPEN }
      : {
          statuses: STATUSES,
          livedBetween: {
            since: startOf(period.from, period.zone, 0),
            until: startOf(period.to, period.zone, 1),
          },
        }),
  }
}

function sidesOf(reconciliations: readonly Reconciliation[]): string[] {
  return [...new Set(reconciliations.flatMap(({ sides }) => sides.map(({ name }) => name)))]
}

/** When a day begins, or the one so many days later. */
function startOf(day: string, zone: string, daysLater: number): Date {
  const start = Temporal.PlainDate.from(day).add({ days: daysLater }).toZonedDateTime(zone)
  return new Date(start.epochMilliseconds)
}

function nameOf({ reconciliation, period }: ReportRequest, now: Date): string {
  const what = (reconciliation ?? 'all').replace(/[^\p{L}\p{N}._-]+/gu, '-')
  const when = period === null ? `open-${now.toISOString().slice(0, 10)}` : `${period.from}-to-${period.to}`
  return `counterfoil-${what}-${when}.csv`
}
