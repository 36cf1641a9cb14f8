import type { RawValue } from '../domain/record.ts'
import type { GuardedRecord, RecordChange } from './record-change.ts'

/** How long one statement may take, and waiting for a lock; a source may allow less. */
export const STATEMENT_SECONDS = 30
const LOCK_SECONDS = 10
/** A transaction in which nothing happens for so long is rolled back by its server: whoever had it is dead. */
export const IDLE_SECONDS = 60

export function writeLimits({
  statementTimeoutSeconds: allowed,
}: {
  readonly statementTimeoutSeconds: number
}): { readonly statementSeconds: number; readonly lockSeconds: number } {
  const within = (seconds: number) => (allowed > 0 ? Math.min(seconds, allowed) : seconds)
  return { statementSeconds: within(STATEMENT_SECONDS), lockSeconds: within(LOCK_SECONDS) }
}

/** One connection that may write, inside one transaction. */
export interface WriteSession {
  /** Takes the name of an attempt until the transaction ends. False: another connection has it. */
  take(attempt: string): Promise<boolean>
  /** The record's key and then its columns, as a read hands them out; locked until the end where it can be. */
  read(record: GuardedRecord): Promise<RawValue[][]>
  /** Runs the statement; answers how many records it found. */
  run(change: RecordChange): Promise<number>
  commit(): Promise<void>
  /** Rolls back what was not committed. */
  close(): Promise<void>
}

/** How a kind of database is written to. */
export interface WriteSessions {
  open(): Promise<WriteSession>
  /** What a failure means, without values, and whether it is the record that is not as it was. */
  explain(cause: unknown): { readonly because: string; readonly isChanged: boolean }
}
