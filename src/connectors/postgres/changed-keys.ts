import type { RawValue } from '../../domain/record.ts'
import { type LoggedTable, type LogMessage, readMessage } from './pgoutput.ts'
import { isOver } from './seen-transactions.ts'

type Change = Extract<LogMessage, { kind: 'insert' | 'update' | 'delete' }>

export interface ChangedKeysOptions {
  readonly keyColumns: readonly string[]
  readonly atMost: number
  /** Transactions that were committed before this place, and over then, were seen by an earlier run. */
  readonly seen: { readonly end: bigint; readonly snapshot: string }
}

/** Gathers the keys that messages of the log name, each once; the old one too where an update moved a record. */
export class ChangedKeys {
  /** Why they are not all known; null: they are. */
  because: string | null = null
  /** Transactions in the order of their commits, with the place of the commit. */
  readonly transactions: { readonly xid: number; readonly commitAt: bigint }[] = []
  readonly #options: ChangedKeysOptions
  readonly #keys = new Map<string, readonly RawValue[]>()
  readonly #tables = new Map<number, { readonly table: LoggedTable; readonly cells: readonly number[] }>()

  #isSeen = false

  constructor(options: ChangedKeysOptions) {
    this.#options = options
  }

  get keys(): readonly (readonly RawValue[])[] {
    return [...this.#keys.values()]
  }

  take(bytes: Buffer): void {
    const message = readMessage(bytes)
    if (message.kind === 'begin') this.#begin(message)
    else if (message.kind === 'table') this.#meet(message.table)
    else if (this.#isSeen || message.kind === 'other') return
    else if (message.kind === 'truncate') this.because ??= 'the table was truncated'
    else this.#note(message)
  }

  #begin(transaction: Extract<LogMessage, { kind: 'begin' }>): void {
    const { end, snapshot } = this.#options.seen
    this.#isSeen = transaction.commitAt < end && isOver(transaction.xid, snapshot)
    this.transactions.push(transaction)
  }

  #meet(table: LoggedTable): void {
    const cells = this.#options.keyColumns.map((name) =>
      table.columns.findIndex((column) => column.name === name),
    )
    // Of a table that is described and then not told of, it does not matter.
    const lacking = this.#options.keyColumns.find((_, index) => cells[index]! < 0)
    if (lacking !== undefined) this.because ??= `the change log did not tell the key column "${lacking}"`
    this.#tables.set(table.oid, { table, cells })
  }

  #note({ kind, oid, old, new: now }: Change): void {
    const known = this.#tables.get(oid)
    if (!known) throw new Error(`the change log tells of a table ${oid} that it did not describe`)
    const { table, cells } = known
    if (cells.includes(-1)) return
    const apart = cells.find((cell) => !table.columns[cell]!.isIdentity)
    // An update that leaves the identity as it is tells no old row either.
    if (apart !== undefined && kind !== 'insert') {
      this.because ??= `the replica identity of the table does not hold its key column "${table.columns[apart]!.name}"`
      return
    }
    if (now) this.#add(cells.map((cell) => (now[cell] === undefined ? old?.[cell] : now[cell])))
    if (old) this.#add(cells.map((cell) => old[cell]))
  }

  #add(parts: readonly (RawValue | undefined)[]): void {
    if (parts.includes(undefined)) {
      this.because ??= 'the change log did not tell a long key'
      return
    }
    this.#keys.set(JSON.stringify(parts), parts as readonly RawValue[])
    if (this.#keys.size > this.#options.atMost) this.because ??= tooMany(this.#options.atMost)
  }
}

export function tooMany(atMost: number): string {
  return `more than ${atMost.toLocaleString('en')} records changed`
}
