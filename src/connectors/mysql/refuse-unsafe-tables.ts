import { CounterfoilError } from '../../domain/errors.ts'
import type { RawValue } from '../../domain/record.ts'
import type { RecordChange } from '../record-change.ts'
import type { MysqlSource } from './mysql-source.ts'

type Execute = (sql: string, values: readonly RawValue[]) => Promise<{ readonly rows: RawValue[][] }>

/** Refuses a statement that names a table which cannot be rolled back, or may: nothing could be taken back there. */
export async function refuseUnsafeTables(
  source: MysqlSource,
  { statement, location }: Pick<RecordChange, 'statement' | 'location'>,
  execute: Execute,
): Promise<void> {
  const { rows } = await execute(
    `SELECT CONVERT(t.TABLE_NAME USING utf8mb4), CONVERT(COALESCE(t.ENGINE, 'view') USING utf8mb4)
      FROM information_schema.TABLES t
      LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
      WHERE t.TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
        AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND COALESCE(e.TRANSACTIONS, 'NO') <> 'YES'`,
    [],
  )
  const text = `${statement.pieces.join(' ')} ${location.table ?? ''}`.toLowerCase()
  const unsafe = rows.find(([table]) => names(text, (table ?? '').toLowerCase()))
  if (!unsafe) return
  throw new CounterfoilError(
    'refused',
    `${source.name}: the table "${unsafe[0]}" has the engine ${unsafe[1]}, which cannot roll back; alter it to InnoDB, or write http.`,
  )
}

/** As a word of its own. */
function names(text: string, table: string): boolean {
  const escaped = table.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return table !== '' && new RegExp(`(^|[^\\w$])${escaped}($|[^\\w$])`, 'u').test(text)
}
