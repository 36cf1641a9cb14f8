import type { RawValue } from '../domain/record.ts'
import type { ChangeOutcome, GuardedRecord, RecordChange, RecordWriter } from './record-change.ts'
import { STATEMENT_SECONDS, type WriteSession, type WriteSessions } from './write-session.ts'

/**
 * Changes a record where it still shows what was seen, in one transaction: lock it, compare it, run the statement, see that it
 * was this one record, say so, commit. Whatever else happens on the way, nothing is committed.
 */
export function makeWriter(sessions: WriteSessions): RecordWriter {
  return {
    change: (change) => changeRecord(sessions, change),
    trace: async (record) => {
      const session = await sessions.open()
      try {
        if (!(await patient(session.take(record.attempt)))) return { isGoing: true }
        const rows = await patient(session.read(record))
        return { isGoing: false, shows: rows.length === 1 ? cellsOf(rows[0]!, record) : null }
      } finally {
        await session.close()
      }
    },
  }
}

async function changeRecord(sessions: WriteSessions, change: RecordChange): Promise<ChangeOutcome> {
  let session: WriteSession | null = null
  let isSent = false
  try {
    session = await sessions.open()
    const made = await tryChange(session, change)
    if (made.word !== 'ready') return made
    isSent = true
    await patient(session.commit())
    return { word: 'applied', after: made.after }
  } catch (cause) {
    const { because, isChanged } = sessions.explain(cause)
    if (isSent) return { word: 'unknown', because }
    return { word: isChanged ? 'refused' : 'failed', because }
  } finally {
    await session?.close()
  }
}

type Tried = ChangeOutcome | { readonly word: 'ready'; readonly after: readonly RawValue[] | null }

async function tryChange(session: WriteSession, change: RecordChange): Promise<Tried> {
  if (!(await patient(session.take(change.attempt))))
    return { word: 'failed', because: 'another connection is making this attempt' }
  const problem = whyNot(await patient(session.read(change)), change)
  if (problem !== null) return { word: 'refused', because: problem }
  const found = await patient(session.run(change))
  if (found !== 1) {
    const because = `the statement found ${found} records and may change one alone, so it was rolled back`
    return { word: 'refused', because }
  }
  const rows = await patient(session.read(change))
  if (rows.length > 1)
    return { word: 'refused', because: 'there would be several records of this key, so it was rolled back' }
  const after = rows[0] ? cellsOf(rows[0], change) : null
  if (change.isDryRun) return { word: 'dry-run', after }
  if (await change.arm(after)) return { word: 'ready', after }
  return { word: 'failed', because: 'it took too long, so it was rolled back' }
}

/** Why the record is not as it was seen; null: it is. */
function whyNot(rows: RawValue[][], { seen, key, keyColumns, columns }: RecordChange): string | null {
  if (rows.length > 1) return 'there are several records of this key'
  const [row] = rows
  if (row === undefined) return seen === null ? null : 'the record is gone meanwhile'
  if (seen === null) return 'the record has come meanwhile'
  if (keyColumns.some((_, part) => !isSameKey(row[part] ?? null, key[part] ?? null)))
    return 'the record has another key there'
  const cells = row.slice(keyColumns.length)
  const changed = columns.filter((_, index) => cells[index] !== seen[index])
  return changed.length === 0 ? null : `${changed.join(', ')} changed meanwhile`
}

/** A number may be written with zeros in front. */
function isSameKey(a: RawValue, b: RawValue): boolean {
  if (a === b || a === null || b === null) return a === b
  return /^-?\d+$/.test(a) && /^-?\d+$/.test(b) && BigInt(a) === BigInt(b)
}

function cellsOf(row: readonly RawValue[], { keyColumns }: GuardedRecord): readonly RawValue[] {
  return row.slice(keyColumns.length)
}

/** A server that says nothing any more is given up after its own time-outs have passed. */
async function patient<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the server fell silent')), (STATEMENT_SECONDS + 15) * 1_000)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
