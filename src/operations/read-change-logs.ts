import type { ChangeLog, LoggedChanges, LoggedSide } from '../connectors/change-log.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation, Side } from '../domain/reconciliation.ts'
import { changeRules, MOST_CHANGED_KEYS } from '../domain/side-changes.ts'
import type { ReadContext } from './context.ts'

/** What the change logs of a reconciliation's sides tell, by side. */
export interface ReadLogs {
  readonly sides: Readonly<Record<string, LoggedChanges>>
  /** Why not all keys are known that changed; null: they are. */
  readonly because: string | null
}

export interface ReadLogsRequest {
  readonly reconciliation: Reconciliation
  /** Positions of the run before, by side. */
  readonly since: Readonly<Record<string, string>>
  /** False where everything is read after this. */
  readonly wantsKeys: boolean
}

/** Reads the logs of all sides that have one. Whatever is read of the sides must be read after this. */
export async function readChangeLogs(context: ReadContext, request: ReadLogsRequest): Promise<ReadLogs> {
  const { reconciliation, since, wantsKeys } = request
  const { overlapSeconds } = changeRules(reconciliation)
  const read = await Promise.all(
    reconciliation.sides.filter(hasLog).map(async (side) => {
      const changes = await withLog(context, side, (log, logged) =>
        log.read({
          ...logged,
          since: since[side.name] ?? null,
          wantsKeys,
          atMost: MOST_CHANGED_KEYS,
          overlapSeconds,
        }),
      )
      return [side.name, changes] as const
    }),
  )
  const unknown = read.find(([, { because }]) => because !== null)
  return {
    sides: Object.fromEntries(read),
    because: unknown ? `${unknown[0]}: ${unknown[1].because}` : null,
  }
}

/**
 * Lets the sources throw away what a committed run has behind it. What fails here is made good by the next run: until then
 * the log is kept, and told again.
 */
export async function releaseChangeLogs(
  context: ReadContext,
  { sides }: Reconciliation,
  positions: Readonly<Record<string, string>>,
): Promise<void> {
  for (const side of sides.filter(hasLog)) {
    const position = positions[side.name]
    if (position === undefined) continue
    try {
      await withLog(context, side, (log, logged) => log.release(logged, position))
    } catch (error) {
      context.log.warn({ side: side.name, err: error }, 'change log could not be released')
    }
  }
}

type LoggedReconciliationSide = Side & { readonly changes: NonNullable<Side['changes']> }

export function hasLog(side: Side): side is LoggedReconciliationSide {
  return side.changes !== undefined
}

/** Opens the source of a side for its log alone. */
export async function withLog<Answer>(
  context: ReadContext,
  side: LoggedReconciliationSide,
  use: (log: ChangeLog, logged: LoggedSide) => Promise<Answer>,
): Promise<Answer> {
  const { source, location, keyColumns, changes } = side
  // Many logs are looked at side by side, and one signal is listened to by few.
  const signal = AbortSignal.any([context.signal])
  const connector = await context.connect(source, context.onWait)
  try {
    if (!connector.changes) {
      const sentence = `The source "${source}" of "${side.name}" has no change log that is read: write updatedAt instead of changes`
      throw new CounterfoilError('usage', sentence)
    }
    return await use(connector.changes, { location, keyColumns, changes, signal })
  } finally {
    await connector.close()
  }
}
