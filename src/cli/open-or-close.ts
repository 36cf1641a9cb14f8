import type { Log } from '../domain/log.ts'

/** What has to be closed again, in the order in which it was opened. */
export type Closers = (() => Promise<void>)[]

/** Opens several things, of which each may need those before it. Where one fails, or on `stop`, the last is closed first. */
export async function openOrClose<Opened extends object>(
  log: Log,
  open: (closers: Closers) => Promise<Opened>,
): Promise<Opened & { stop(): Promise<void> }> {
  const closers: Closers = []
  const stop = async () => {
    for (let close = closers.pop(); close; close = closers.pop()) {
      await close().catch((error: unknown) => log.warn({ err: error }, `not cleanly stopped: ${error}`))
    }
  }
  try {
    return { ...(await open(closers)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
