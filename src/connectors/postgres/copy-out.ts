import { Readable } from 'node:stream'
import type pg from 'pg'

const CODE = {
  copyData: 100,
  copyDone: 99,
  copyOut: 72,
  parameter: 83,
  notice: 78,
  notification: 65,
} as const
/** May come before or between the rows, and say nothing of them. */
const PASSED_OVER: readonly number[] = [CODE.copyOut, CODE.parameter, CODE.notice, CODE.notification]
const HEADER_BYTES = 5
/** Pieces that wait for their reader at most, each as large as what one read of the socket gives. */
const MOST_WAITING = 4

/**
 * A `COPY ... TO STDOUT` for the driver's `query`, as a stream of pieces of its text. Takes the rows out of the server's
 * messages in place, where a general stream makes objects for every row: those, and collecting them, took half of the
 * processor time of a comparison.
 */
export class CopyOut extends Readable {
  /** As the server counted them; known when the next statement was answered. */
  rowCount = 0
  readonly #sql: string
  #connection: pg.Connection | null = null
  /** The driver's own listener to the socket, put back when the rows are through. */
  #driver: ((bytes: Buffer) => void) | null = null
  /** The beginning of a message of `#neededBytes` that has not come to its end. */
  #parts: Buffer[] = []
  #partBytes = 0
  #neededBytes = HEADER_BYTES

  constructor(sql: string) {
    super({ objectMode: true, highWaterMark: MOST_WAITING })
    this.#sql = sql
  }

  /** Called by the driver when it is this statement's turn; an error that it returns fails the statement. */
  submit(connection: pg.Connection): Error | undefined {
    const { stream } = connection
    const [driver, ...others] = stream.listeners('data') as ((bytes: Buffer) => void)[]
    if (!driver || others.length > 0) return new Error('the driver does not listen to its socket as it did')
    this.#connection = connection
    this.#driver = driver
    stream.off('data', driver)
    stream.on('data', this.#onData)
    connection.query(this.#sql)
    return undefined
  }

  override _read(): void {
    this.#connection?.stream.resume()
  }

  handleError(error: Error): void {
    this.destroy(error)
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.rowCount = Number(/^COPY (\d+)/.exec(text)?.[1] ?? 0)
  }

  handleReadyForQuery(): void {}

  readonly #onData = (bytes: Buffer) => {
    this.#parts.push(bytes)
    this.#partBytes += bytes.length
    // A long row comes in many parts, so they are joined only when it is whole.
    if (this.#partBytes < this.#neededBytes) return
    const joined = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts)
    this.#parts = []
    this.#partBytes = 0
    this.#takeMessages(joined)
  }

  /** Moves the rows of all whole messages to the front, over what has been read. */
  #takeMessages(bytes: Buffer): void {
    let [at, target] = [0, 0]
    this.#neededBytes = HEADER_BYTES
    while (bytes.length - at >= HEADER_BYTES) {
      const code = bytes[at]!
      const end = at + 1 + bytes.readUInt32BE(at + 1)
      if (code !== CODE.copyData && !PASSED_OVER.includes(code)) {
        this.#emit(bytes.subarray(0, target))
        this.#leave(bytes.subarray(at), code)
        return
      }
      if (end > bytes.length) {
        this.#neededBytes = end - at
        break
      }
      if (code === CODE.copyData) {
        bytes.copyWithin(target, at + HEADER_BYTES, end)
        target += end - at - HEADER_BYTES
      }
      at = end
    }
    if (at < bytes.length) {
      this.#parts = [bytes.subarray(at)]
      this.#partBytes = bytes.length - at
    }
    this.#emit(bytes.subarray(0, target))
  }

  #emit(rows: Buffer): void {
    if (rows.length > 0 && !this.push(rows)) this.#connection?.stream.pause()
  }

  /** The driver takes over with the message that ends the rows: that they are complete, or an error. */
  #leave(rest: Buffer, code: number): void {
    const { stream } = this.#connection!
    stream.off('data', this.#onData)
    stream.on('data', this.#driver!)
    this.#connection = null
    if (code === CODE.copyDone) this.push(null)
    this.#driver!(rest)
    stream.resume()
  }
}
