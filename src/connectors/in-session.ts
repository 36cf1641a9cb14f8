import { refuseStopped } from './refuse-stopped.ts'

/** A connection to a source, open for one question. */
export interface OpenSession {
  /** Stops what the server is doing for us and closes. */
  abandon(): Promise<void>
  close(): Promise<void>
}

/** How a kind of source opens its sessions, and what its failures mean. */
export interface Sessions<S extends OpenSession> {
  /** The source's name in the config. */
  readonly name: string
  open(): Promise<S>
  explain(cause: unknown): Error
}

/** Asks one thing in a session of its own, which is closed then. An aborted signal ends it as `run-stopped`. */
export async function askInSession<S extends OpenSession, Answer>(
  sessions: Sessions<S>,
  signal: AbortSignal | null,
  ask: (session: S) => Promise<Answer>,
): Promise<Answer> {
  const held = await hold(sessions, signal)
  try {
    held.refuseStopped()
    const answer = await ask(held.session)
    held.refuseStopped()
    return answer
  } catch (cause) {
    throw held.explain(cause)
  } finally {
    held.release()
    await held.session.close()
  }
}

/**
 * Hands on what is read in a session of its own. It is closed at the end, and abandoned where that is not reached: the
 * server may still be sending. An aborted signal ends it as `run-stopped`.
 */
export async function* streamInSession<S extends OpenSession, Item>(
  sessions: Sessions<S>,
  signal: AbortSignal | null,
  read: (session: S) => AsyncIterable<Item>,
): AsyncGenerator<Item, void> {
  const held = await hold(sessions, signal)
  let finished = false
  try {
    held.refuseStopped()
    for await (const item of read(held.session)) {
      held.refuseStopped()
      yield item
    }
    finished = true
  } catch (cause) {
    throw held.explain(cause)
  } finally {
    held.release()
    await (finished ? held.session.close() : held.session.abandon())
  }
}

/** A session that an aborted signal abandons until it is released. */
interface HeldSession<S> {
  readonly session: S
  refuseStopped(): void
  /** What a failure means: after an abort that it was stopped, whatever else went wrong on the way. */
  explain(cause: unknown): Error
  release(): void
}

async function hold<S extends OpenSession>(
  sessions: Sessions<S>,
  signal: AbortSignal | null,
): Promise<HeldSession<S>> {
  const refuse = () => {
    if (signal) refuseStopped(sessions.name, signal)
  }
  refuse()
  const session = await sessions.open()
  const abandon = () => void session.abandon()
  signal?.addEventListener('abort', abandon, { once: true })
  return {
    session,
    refuseStopped: refuse,
    explain: (cause) => {
      refuse()
      return sessions.explain(cause)
    },
    release: () => signal?.removeEventListener('abort', abandon),
  }
}
