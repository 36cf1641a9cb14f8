import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../domain/log.ts'
import type { Connector } from '../contract.ts'

interface Retried {
  readonly name: string
  readonly log: Log
  /** Milliseconds before each further try. */
  readonly waitsMs?: readonly number[]
}

/** By then a standby has most often done what the statement was in the way of. */
const WAITS_MS = [200, 2_000]

/**
 * The same connector, which does a statement again that a standby's recovery cancelled, in a new session and so of a later
 * instant. Only while nothing was handed on: the rest would be of another instant than the beginning.
 */
export function retryCancelled(connector: Connector, retried: Retried): Connector {
  const { checksums, joins, changes } = connector
  return {
    columns: (location, named) => again(retried, null, () => connector.columns(location, named)),
    read: (request) => streamAgain(retried, request.signal, () => connector.read(request)),
    ...(checksums && {
      checksums: {
        dialects: (side) => again(retried, side.signal, () => checksums.dialects(side)),
        extent: (side) => again(retried, side.signal, () => checksums.extent(side)),
        read: (request) => streamAgain(retried, request.signal, () => checksums.read(request)),
      },
    }),
    ...(joins && {
      joins: {
        database: () => joins.database(),
        read: (request) => again(retried, request.signal, () => joins.read(request)),
      },
    }),
    ...(changes && {
      changes: {
        ...changes,
        read: (request) => again(retried, request.signal, () => changes.read(request)),
      },
    }),
    close: () => connector.close(),
  }
}

async function again<Answer>(
  retried: Retried,
  signal: AbortSignal | null,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      await waitToRetry(retried, { error, tries, signal })
    }
  }
}

async function* streamAgain<Batch>(
  retried: Retried,
  signal: AbortSignal,
  open: () => AsyncIterable<Batch>,
): AsyncGenerator<Batch, void> {
  for (let tries = 1; ; tries++) {
    let isHandedOn = false
    try {
      for await (const batch of open()) {
        isHandedOn = true
        yield batch
      }
      return
    } catch (error) {
      if (isHandedOn) throw error
      await waitToRetry(retried, { error, tries, signal })
    }
  }
}

/** Comes back when it may be done again, else throws the error. */
async function waitToRetry(
  { name, log, waitsMs = WAITS_MS }: Retried,
  { error, tries, signal }: { error: unknown; tries: number; signal: AbortSignal | null },
): Promise<void> {
  const waitMs = waitsMs[tries - 1]
  if (waitMs === undefined || signal?.aborted || !wasCancelledByRecovery(error)) throw error
  log.warn(
    { source: name, tries, waitMs },
    'recovery of the standby cancelled a statement, which is done again',
  )
  // Whoever stops it in the meantime is told so by the next try.
  await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => undefined)
}

/** Another one's deadlock reads the same, and is as well done again. The message may be in any language, the code is not. */
function wasCancelledByRecovery(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null
  if (!(cause instanceof Error) || !('code' in cause)) return false
  return cause.code === '40001' || cause.code === '40P01'
}
