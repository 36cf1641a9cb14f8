import type { MessagePort } from 'node:worker_threads'
import type { Database, Statement } from 'node-sqlite3-wasm'

/** What the thread is asked for, one at a time. */
export type Request =
  | { readonly kind: 'rows'; readonly sql: string }
  | { readonly kind: 'lines'; readonly sql: string; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'more' }
  | { readonly kind: 'close' }

/** What it answers: rows whole, lines in pieces of whole lines, the last of which is marked. */
export type Answer =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly bytes: Uint8Array; readonly longest: number; readonly isLast: boolean }
  | { readonly error: string }

export interface DatabaseThreadData {
  /** Where the driver's module is. */
  readonly driver: string
  readonly path: string
  readonly readOnly: boolean
}

/**
 * Runs in a thread of its own as text, so nothing from outside of it may be named in here but types. `lines` expects one
 * column `line` of bytes.
 */
export function serveDatabase(
  load: (path: string) => { Database: typeof Database },
  port: MessagePort,
  { driver, path, readOnly }: DatabaseThreadData,
): void {
  const PIECE_BYTES = 256 * 1024
  let database: Database | null = null
  let statement: Statement | null = null
  let lines: Iterator<unknown> | null = null

  const open = (): Database => {
    if (database) return database
    database = new (load(driver).Database)(path, { readOnly, fileMustExist: true })
    // Without shared memory a WAL can be read by one alone; the file is a copy that nobody else opens.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF')
    // The shortest text that reads back as the same number, as PostgreSQL writes it; SQLite's own has other digits.
    database.function('counterfoil_real', (value) => (Object.is(value, -0) ? '-0' : String(value)), {
      deterministic: true,
    })
    let row = 0
    database.function('counterfoil_row', () => ++row)
    return database
  }

  const piece = (): Answer => {
    const rows: Uint8Array[] = []
    let [size, longest] = [0, 0]
    for (;;) {
      const next = lines!.next()
      if (next.done) return { bytes: Buffer.concat(rows), longest, isLast: true }
      const { line } = next.value as { line: Uint8Array }
      rows.push(line)
      size += line.length
      longest = Math.max(longest, line.length)
      if (size >= PIECE_BYTES) return { bytes: Buffer.concat(rows), longest, isLast: false }
    }
  }

  const answer = (request: Request): Answer => {
    if (request.kind === 'rows') return { rows: open().all(request.sql) as Record<string, unknown>[] }
    if (request.kind === 'more') return piece()
    if (request.kind === 'lines') {
      statement = open().prepare(request.sql)
      lines = statement.iterate({ ...request.parameters })
      return piece()
    }
    statement?.finalize()
    database?.close()
    return { rows: [] }
  }

  port.on('message', (request: Request) => {
    try {
      port.postMessage(answer(request))
    } catch (error) {
      port.postMessage({ error: error instanceof Error ? error.message : String(error) })
    }
  })
}
