import type { DuckDBAppender, DuckDBConnection, DuckDBInstance, JS } from '@duckdb/node-api'

/** Values of `$name` in a statement. */
export type Parameters = Readonly<Record<string, string>>

/** A value of an appended row. */
export type Cell = string | Uint8Array | number | null

/** Takes rows of a table as they come, in little memory. */
export interface TableAppender {
  /** Text, bytes or a whole number, one for each column in its order. Throws when the appender was ended. */
  add(row: readonly Cell[]): void
  /** Makes the rows visible, and closes; a second time it does nothing. */
  end(): void
}

/** The way to everything that a DuckDB does, so that its end can wait for all of it. */
export interface GuardedInstance {
  run(sql: string, options?: { parameters?: Parameters; signal?: AbortSignal }): Promise<JS[][]>
  append(table: string): Promise<TableAppender>
  /** Takes no more work, interrupts what runs, waits until it has stopped, then ends appenders and instance. */
  close(): Promise<void>
}

/** How soon an interrupt is repeated: DuckDB forgets one that comes before the statement has begun. */
const REPEAT_MS = 10

/**
 * The one place that closes parts of DuckDB. They are used on threads that its driver does not stop: closing an instance
 * while a connection to it is made is a segmentation fault, closing a connection under its statement waits for ever.
 */
export function guardInstance(instance: DuckDBInstance): GuardedInstance {
  const closing = new AbortController()
  const working = new Set<Promise<unknown>>()
  const appenders = new Set<TableAppender>()
  const work = async <T>(begin: () => Promise<T>): Promise<T> => {
    closing.signal.throwIfAborted()
    const begun = begin()
    working.add(begun)
    return await begun.finally(() => working.delete(begun))
  }
  const closeInOrder = async () => {
    closing.abort(new Error('The scratch database is closed.'))
    await Promise.allSettled(working)
    for (const appender of appenders) endQuietly(appender)
    instance.closeSync()
  }
  let closed: Promise<void> | null = null
  return {
    run: (sql, { parameters = {}, signal } = {}) => {
      const signals = signal ? [signal, closing.signal] : [closing.signal]
      return work(() => runStatement(instance, sql, { parameters, signals }))
    },
    append: (table) =>
      work(async () => {
        const appender = await openAppender(instance, table, () => appenders.delete(appender))
        appenders.add(appender)
        return appender
      }),
    close: () => {
      closed ??= closeInOrder()
      return closed
    },
  }
}

/** A connection for each statement, so that a signal interrupts this one and no other. */
async function runStatement(
  instance: DuckDBInstance,
  sql: string,
  { parameters, signals }: { parameters: Parameters; signals: readonly AbortSignal[] },
): Promise<JS[][]> {
  const refuseAborted = () => {
    for (const signal of signals) signal.throwIfAborted()
  }
  refuseAborted()
  const connection = await instance.connect()
  const leave = interruptOn(signals, connection)
  try {
    await connection.run(`SET TimeZone = 'UTC'`)
    refuseAborted()
    return (await connection.runAndReadAll(sql, { ...parameters })).getRowsJS()
  } finally {
    leave()
    connection.closeSync()
  }
}

/** From the first abort on, until the returned function is called. */
function interruptOn(signals: readonly AbortSignal[], connection: DuckDBConnection): () => void {
  let again: NodeJS.Timeout | null = null
  const interrupt = () => {
    if (again) return
    connection.interrupt()
    again = setInterval(() => connection.interrupt(), REPEAT_MS)
  }
  for (const signal of signals) signal.addEventListener('abort', interrupt)
  return () => {
    for (const signal of signals) signal.removeEventListener('abort', interrupt)
    if (again) clearInterval(again)
  }
}

async function openAppender(
  instance: DuckDBInstance,
  table: string,
  onEnd: () => void,
): Promise<TableAppender> {
  const connection = await instance.connect()
  const appender = await connection.createAppender(table).catch((error: unknown) => {
    connection.closeSync()
    throw error
  })
  let hasEnded = false
  return {
    add: (row) => {
      if (hasEnded) throw new Error(`The appender of ${table} has ended.`)
      addRow(appender, row)
    },
    end: () => {
      if (hasEnded) return
      hasEnded = true
      onEnd()
      try {
        appender.closeSync()
      } finally {
        connection.closeSync()
      }
    },
  }
}

/** Nobody will read its rows. */
function endQuietly(appender: TableAppender): void {
  try {
    appender.end()
  } catch {}
}

function addRow(appender: DuckDBAppender, row: readonly Cell[]): void {
  for (const value of row) {
    if (value === null) appender.appendNull()
    else if (typeof value === 'string') appender.appendVarchar(value)
    else if (typeof value === 'number') appender.appendInteger(value)
    else appender.appendBlob(value)
  }
  appender.endRow()
}
