import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { type Answer, type DatabaseThreadData, type Request, serveDatabase } from './serve-database.ts'

/** A database open in a thread of its own. Errors have SQLite's words. */
export interface DatabaseThread {
  /** All rows of a statement. */
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** The bytes of the column `line` of all rows, in pieces of whole rows; `longest` is the longest row of a piece. */
  lines(
    sql: string,
    parameters: Readonly<Record<string, string>>,
  ): AsyncGenerator<{ readonly bytes: Buffer; readonly longest: number }, void>
  /** Closes the database, which finishes what it writes. */
  close(): Promise<void>
  /** Ends the thread, whatever it is doing. */
  stop(): Promise<void>
}

/**
 * SQLite works in the thread that calls it. In one of its own a long statement does not hold up the bot, and it can be
 * stopped at any moment, which the driver itself cannot do.
 */
export function openDatabaseThread(path: string, { readOnly }: { readOnly: boolean }): DatabaseThread {
  const driver = createRequire(import.meta.url).resolve('node-sqlite3-wasm')
  const workerData: DatabaseThreadData = { driver, path, readOnly }
  const code = `const { parentPort, workerData } = require('node:worker_threads');
    (${serveDatabase.toString()})(require, parentPort, workerData)`
  const worker = new Worker(code, { eval: true, workerData, stdout: true, stderr: true })
  // What a broken driver prints says nothing that its error does not.
  worker.stdout.resume()
  worker.stderr.resume()
  let fail: (error: Error) => void = () => undefined
  let answered: (answer: Answer) => void = () => undefined
  worker.on('message', (answer: Answer) => answered(answer))
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
  let isOver = false
  const over = () => new Error('the thread that reads it was stopped')
  worker.on('exit', () => {
    isOver = true
    fail(over())
  })
  const ask = (request: Request) =>
    new Promise<Answer>((resolve, reject) => {
      if (isOver) return reject(over())
      answered = (answer) => ('error' in answer ? reject(new Error(answer.error)) : resolve(answer))
      fail = reject
      worker.postMessage(request)
    })
  return {
    rows: async (sql) => {
      const answer = await ask({ kind: 'rows', sql })
      return 'rows' in answer ? answer.rows : []
    },
    lines: (sql, parameters) => readLines(ask, { kind: 'lines', sql, parameters }),
    close: async () => {
      await ask({ kind: 'close' })
    },
    stop: async () => {
      await worker.terminate()
    },
  }
}

async function* readLines(ask: (request: Request) => Promise<Answer>, request: Request) {
  for (let next = ask(request); ; ) {
    const answer = await next
    if (!('bytes' in answer)) return
    // The thread goes on while the piece is written.
    if (!answer.isLast) {
      next = ask({ kind: 'more' })
      next.catch(() => undefined)
    }
    const { buffer, byteOffset, byteLength } = answer.bytes
    yield { bytes: Buffer.from(buffer, byteOffset, byteLength), longest: answer.longest }
    if (answer.isLast) return
  }
}
