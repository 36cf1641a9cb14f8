import type { ChangeLog, LoggedSide } from '../../../src/connectors/change-log.ts'
import { openChangeLog } from '../../../src/connectors/postgres/open-change-log.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'

/** A table with a slot and a publication of its own, read once. */
export interface FollowedTable {
  readonly table: string
  readonly side: LoggedSide
  /** What was told since the last one of these: keys as they come, or why they are not known. */
  changes(): Promise<readonly (readonly unknown[])[] | string>
  position(): string
  /** As after a run that was committed. */
  release(): Promise<void>
}

export interface SlotServer {
  readonly postgres: TestPostgres
  readonly log: ChangeLog
  follow(
    columns: string,
    options?: { readonly key?: readonly string[]; readonly atMost?: number },
  ): Promise<FollowedTable>
}

/** A server whose log can be decoded. */
export async function openSlotServer(): Promise<SlotServer> {
  const postgres = await startPostgres({ wal_level: 'logical', max_replication_slots: '60' })
  const log = logOf(postgres.url)
  let tables = 0
  return {
    postgres,
    log,
    follow: async (columns, { key = ['id'], atMost = 200_000 } = {}) => {
      const table = `followed_${tables++}`
      await postgres.query(`create table ${table} (${columns})`)
      await postgres.query(`create publication "Pub ""${table}" for table ${table}`)
      await postgres.query(`select pg_create_logical_replication_slot('${table}', 'pgoutput')`)
      return await followTable(log, table, { key, atMost })
    },
  }
}

export function logOf(url: string): ChangeLog {
  return openChangeLog({ name: 'db', settings: { type: 'postgres', url, statementTimeoutSeconds: 60 } })
}

async function followTable(
  log: ChangeLog,
  table: string,
  { key, atMost }: { key: readonly string[]; atMost: number },
): Promise<FollowedTable> {
  const side: LoggedSide = {
    location: { table, query: null, where: null },
    keyColumns: key,
    changes: { kind: 'slot', slot: table, publication: `Pub "${table}` },
    signal: new AbortController().signal,
  }
  let since: string | null = null
  const read = async (wantsKeys: boolean) => {
    const told = await log.read({ ...side, since, wantsKeys, atMost, overlapSeconds: 600 })
    since = told.position
    return told
  }
  await read(false)
  return {
    table,
    side,
    position: () => since!,
    changes: async () => {
      const { keys, because } = await read(true)
      return keys ?? String(because)
    },
    release: () => log.release(side, since!),
  }
}
