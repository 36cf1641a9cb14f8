import { CounterfoilError } from '../domain/errors.ts'

/**
 * What a failed statement means when the tracker's database is away: a sentence for people, as the driver's own error
 * quotes the statement. Null: it failed for another reason.
 */
export function trackerAway(error: unknown): CounterfoilError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isFull(cause)) return new CounterfoilError('tracker-unreachable', FULL, { cause: error })
    if (isCrossed(cause)) return new CounterfoilError('tracker-unreachable', CROSSED, { cause: error })
    if (!isAway(cause)) continue
    const sentence =
      "The tracker's database cannot be reached just now. In a minute, look whether your request was done, and if not try it again; what the bot does by itself is tried again by itself"
    return new CounterfoilError('tracker-unreachable', sentence, { cause: error })
  }
  return null
}

const FULL =
  "The tracker's database cannot write, so nothing was changed: most likely its disk is full. Make room there; an embedded tracker then needs a restart of the process that has it"

/** PostgreSQL's `disk_full` and `io_error`, and what the embedded one says once it has stopped over that. */
function isFull(error: Error): boolean {
  const code = 'code' in error ? error.code : ''
  return code === '53100' || code === '58030' || EMBEDDED_STOPPED.test(error.message)
}

const EMBEDDED_STOPPED = /^(Aborted\(|cannot drop active portal|could not (write|extend|fsync))/

const CROSSED =
  'Somebody else changed the same in the tracker just now, so nothing was changed. Please try again; what the bot does by itself is tried again by itself'

/** PostgreSQL's `deadlock_detected` and `serialization_failure`: it gave up one of two that waited for each other. */
function isCrossed(error: Error): boolean {
  return 'code' in error && (error.code === '40P01' || error.code === '40001')
}

function isAway(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return AWAY.has(code) || code.startsWith('08') || WORDS.test(error.message)
}

/** Of the system, and of PostgreSQL when it stops, starts, recovers or has no connection left. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])

/** The driver has no code for these. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/
