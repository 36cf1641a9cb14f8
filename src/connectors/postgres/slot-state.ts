import { CounterfoilError } from '../../domain/errors.ts'
import { missingSlot } from './explain-slot-error.ts'
import type { SlotSide } from './logged-sides.ts'
import { quoteTable } from './quote-table.ts'
import type { Session } from './session.ts'

/** What the server says of a slot, its publication and the side's table at one instant. */
export interface SlotState {
  readonly at: Date
  /** Changes before this are no longer in the slot. */
  readonly confirmed: string
  /** Up to where the log was written. */
  readonly flushed: string
  /** What the server keeps for the slot. */
  readonly retainedBytes: number
  /** The server threw away what the slot had not told yet, so nothing can be read of it. */
  readonly isLost: boolean
  /** Why not every change is told; null: it is. */
  readonly gap: string | null
  /** The table, its children and parents: changes may be told as those of any of them. */
  readonly tables: readonly string[]
  /** Other where the table or the publication was altered: no log tells what that did to records. */
  readonly mark: string
}

/** Throws `source-missing` and `source-query` where the slot, or the table, is none that can be read. */
export async function readSlotState(session: Session, name: string, side: SlotSide): Promise<SlotState> {
  const { slot, publication } = side.changes
  const table = side.location.table!
  const found = (await session.query(SLOT, [slot])).rows[0] as (string | null)[] | undefined
  if (found?.[1] !== 't') throw missingSlot(name, side, found !== undefined)
  if (found[0] !== 'pgoutput') {
    throw new CounterfoilError(
      'source-query',
      `${name}: the replication slot "${slot}" has the plugin ${found[0]}, and only pgoutput is read: create another one with SELECT pg_create_logical_replication_slot('${slot}_pgoutput', 'pgoutput'), and write it into changes.slot.`,
    )
  }
  const tables = (await session.query(TABLES, [quoteTable(table)])).rows as (string | null)[][]
  const root = tables.find((row) => row[1] === 't')
  if (!root || !/[rp]/.test(root[2]!)) {
    throw new CounterfoilError(
      'source-query',
      `${name}: ${table} is no table of rows of its own, and a replication slot tells changes of such alone: write the table, or a table of changes under changes.`,
    )
  }
  const hasSchemas = (await session.query(HAS_SCHEMAS)).rows[0]?.[0] === 't'
  const oids = JSON.stringify(tables.map((row) => row[0]))
  const published = (await session.query(publishedTables(hasSchemas), [publication, oids])).rows[0] as (
    | string
    | null
  )[]
  return {
    at: new Date(found[6]!),
    confirmed: found[2]!,
    flushed: found[3]!,
    retainedBytes: Number(found[4]),
    isLost: found[5] === 't',
    gap: findGap(side, table, { tables, published }),
    tables: tables.map((row) => row[0]!),
    mark: `${published[0]} ${tables.map((row) => row[4]).join(' ')}`,
  }
}

/** What older servers do not know of a slot is read from its row as JSON. */
const FLUSHED = `CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END`
const SLOT = `SELECT plugin, database = current_database(), confirmed_flush_lsn, flushed,
    coalesce(pg_wal_lsn_diff(flushed, restart_lsn), 0),
    coalesce(to_jsonb(s) ->> 'wal_status', '') = 'lost' OR to_jsonb(s) ->> 'invalidation_reason' IS NOT NULL
      OR coalesce((to_jsonb(s) ->> 'conflicting')::boolean, false),
    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  FROM pg_replication_slots s, (SELECT ${FLUSHED} AS flushed) AS log
  WHERE slot_name = $1 AND slot_type = 'logical'`

/** Oid, whether it is the side's own, kind, whether rows can stand in it, and what a change of its rows may hide behind. */
const TABLES = `WITH RECURSIVE down(oid) AS (
    SELECT $1::regclass::oid UNION SELECT inhrelid FROM pg_inherits JOIN down ON inhparent = oid),
  up(oid) AS (SELECT $1::regclass::oid UNION SELECT inhparent FROM pg_inherits JOIN up ON inhrelid = oid),
  every(oid, is_below) AS (
    SELECT oid, true FROM down UNION ALL SELECT oid, false FROM up WHERE oid <> $1::regclass::oid)
  SELECT c.oid, c.oid = $1::regclass::oid, relkind, is_below AND relkind <> 'p',
    CASE WHEN is_below THEN md5(concat_ws(' ', c.oid, relfilenode, relpersistence,
      (SELECT string_agg(concat_ws(' ', attnum, attname, atttypid, atttypmod), ',' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))) END,
    c.oid::regclass
  FROM every JOIN pg_class c USING (oid) ORDER BY c.oid`

const HAS_SCHEMAS = `SELECT to_regclass('pg_catalog.pg_publication_namespace') IS NOT NULL`

/** One row: a mark of the publication (null: there is none), what it leaves out, and the tables that it tells. */
function publishedTables(hasSchemas: boolean): string {
  const schemas = `coalesce((SELECT string_agg(concat(oid, ' ', xmin), ',' ORDER BY oid)
    FROM pg_publication_namespace WHERE pnpubid = p.oid), '')`
  return `SELECT CASE WHEN p.oid IS NOT NULL THEN md5(concat_ws('/', p.oid, p.xmin,
      (SELECT string_agg(concat(oid, ' ', xmin), ',' ORDER BY oid) FROM pg_publication_rel WHERE prpubid = p.oid),
      ${hasSchemas ? schemas : `''`})) END,
    concat_ws(', ', CASE WHEN NOT pubinsert THEN 'inserts' END, CASE WHEN NOT pubupdate THEN 'updates' END,
      CASE WHEN NOT pubdelete THEN 'deletes' END, CASE WHEN NOT pubtruncate THEN 'truncates' END),
    (SELECT json_agg(json_build_array(c.oid::text, to_jsonb(t) ->> 'rowfilter', to_jsonb(t) -> 'attnames'))
      FROM pg_publication_tables t
      JOIN pg_namespace n ON nspname = schemaname JOIN pg_class c ON relnamespace = n.oid AND relname = tablename
      WHERE pubname = wanted AND c.oid IN (SELECT json_array_elements_text($2::json)::oid))
  FROM (SELECT $1::text AS wanted) AS w LEFT JOIN pg_publication p ON pubname = wanted`
}

type Told = readonly (readonly [oid: string, rowFilter: string | null, columns: readonly string[] | null])[]

function findGap(
  { changes, keyColumns }: SlotSide,
  table: string,
  { tables, published }: { tables: readonly (string | null)[][]; published: readonly (string | null)[] },
): string | null {
  const { publication } = changes
  if (!published[0]) return `there is no publication "${publication}"`
  if (published[1]) return `the publication "${publication}" does not tell ${published[1]}`
  const told = JSON.parse(published[2] ?? '[]') as Told
  // A parent that is told tells for its partitions.
  const isParentTold = told.some(([oid]) => tables.some((row) => row[0] === oid && row[2] === 'p'))
  const untold = tables.find((row) => row[3] === 't' && !told.some(([oid]) => oid === row[0]))
  if (told.length === 0 || (untold && !isParentTold))
    return `the publication "${publication}" does not hold ${untold?.[5] ?? table}`
  const filter = told.find(([, rowFilter]) => rowFilter !== null)?.[1]
  if (filter) return `the publication "${publication}" tells only rows with ${filter}`
  const lacking = keyColumns.find((key) => told.some(([, , columns]) => columns && !columns.includes(key)))
  return lacking === undefined
    ? null
    : `the publication "${publication}" does not tell the key column "${lacking}"`
}
