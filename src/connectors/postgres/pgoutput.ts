import type { RawValue } from '../../domain/record.ts'

/** A table as the log describes it before its first change. */
export interface LoggedTable {
  readonly oid: number
  readonly columns: readonly {
    readonly name: string
    /** Old rows carry it: it belongs to the replica identity. */
    readonly isIdentity: boolean
  }[]
}

/** Values of a row in the order of the table's columns; undefined: a long value that did not change and is not told. */
export type LoggedRow = readonly (RawValue | undefined)[]

/** What a message of PostgreSQL's own output plugin says, protocol version 1, of what names changed keys. */
export type LogMessage =
  /** `commitAt`: where its commit stands in the log. */
  | { readonly kind: 'begin'; readonly commitAt: bigint; readonly xid: number }
  | { readonly kind: 'table'; readonly table: LoggedTable }
  /** `old`: null where the replica identity did not change; of it only the columns of the identity are told. */
  | {
      readonly kind: 'insert' | 'update' | 'delete'
      readonly oid: number
      readonly old: LoggedRow | null
      readonly new: LoggedRow | null
    }
  | { readonly kind: 'truncate'; readonly oids: readonly number[] }
  | { readonly kind: 'other' }

/**
 * Reads one message. By hand, because what the packages for it hand out went through the driver's types: keys must be the
 * text that the server wrote.
 */
export function readMessage(bytes: Buffer): LogMessage {
  const reader = new MessageReader(bytes)
  switch (String.fromCharCode(reader.byte())) {
    case 'B': {
      const commitAt = reader.long()
      reader.long()
      return { kind: 'begin', commitAt, xid: reader.integer() }
    }
    case 'R':
      return { kind: 'table', table: readTable(reader) }
    case 'I':
      return readChange('insert', reader)
    case 'U':
      return readChange('update', reader)
    case 'D':
      return readChange('delete', reader)
    case 'T': {
      const count = reader.integer()
      reader.byte()
      return { kind: 'truncate', oids: Array.from({ length: count }, () => reader.integer()) }
    }
    default:
      return { kind: 'other' }
  }
}

function readTable(reader: MessageReader): LoggedTable {
  const oid = reader.integer()
  reader.text()
  reader.text()
  reader.byte()
  const columns = Array.from({ length: reader.short() }, () => {
    const isIdentity = (reader.byte() & 1) === 1
    const name = reader.text()
    reader.long()
    return { name, isIdentity }
  })
  return { oid, columns }
}

function readChange(kind: 'insert' | 'update' | 'delete', reader: MessageReader): LogMessage {
  const oid = reader.integer()
  let old: LoggedRow | null = null
  let now: LoggedRow | null = null
  while (!reader.isAtEnd()) {
    const isNew = String.fromCharCode(reader.byte()) === 'N'
    const row = readRow(reader)
    if (isNew) now = row
    else old = row
  }
  return { kind, oid, old, new: now }
}

function readRow(reader: MessageReader): LoggedRow {
  return Array.from({ length: reader.short() }, () => {
    const kind = String.fromCharCode(reader.byte())
    if (kind === 'n') return null
    if (kind === 'u') return undefined
    if (kind !== 't') throw new Error(`a value of the change log is written as "${kind}"`)
    return reader.utf8(reader.integer())
  })
}

/** Throws a RangeError where a message ends too early. */
class MessageReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#passed(1))
  }

  short(): number {
    return this.#bytes.readUInt16BE(this.#passed(2))
  }

  integer(): number {
    return this.#bytes.readUInt32BE(this.#passed(4))
  }

  long(): bigint {
    return this.#bytes.readBigUInt64BE(this.#passed(8))
  }

  utf8(length: number): string {
    if (this.#at + length > this.#bytes.length) throw new RangeError('a message of the change log is cut')
    const start = this.#passed(length)
    return this.#bytes.toString('utf8', start, start + length)
  }

  text(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) throw new RangeError('a message of the change log is cut')
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end + 1
    return text
  }

  #passed(length: number): number {
    const start = this.#at
    this.#at += length
    return start
  }
}
