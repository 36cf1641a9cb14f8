import { CounterfoilError } from '../../domain/errors.ts'
import { refuseStopped } from '../refuse-stopped.ts'
import type { Answer, OutgoingRequest, Transport } from './exchange.ts'
import { FailedTry } from './failed-try.ts'
import { backOffMs } from './retry-wait.ts'
import { tryRequest } from './try-request.ts'

/** Longer than this nobody waits because an API asks for it. */
const LONGEST_PAUSE_MS = 10 * 60_000

/** Sends a request until it is answered with JSON; what may pass is tried again. `source-...` with the reason else. */
export async function sendRequest(transport: Transport, request: OutgoingRequest): Promise<Answer> {
  let mayRenew = request.renew !== undefined
  for (let tries = 1; ; tries++) {
    try {
      await transport.pacer.turn(request.signal)
      return await tryRequest(transport, request)
    } catch (problem) {
      refuseStopped(transport.name, request.signal)
      if (!(problem instanceof FailedTry)) throw problem
      if (problem.status === 401 && mayRenew && request.renew?.()) {
        mayRenew = false
        continue
      }
      if (!problem.passing || tries > transport.retries) throw explain(transport, request, { problem, tries })
      pause(transport, request, { problem, tries })
    }
  }
}

interface Tried {
  readonly problem: FailedTry
  readonly tries: number
}

function explain(
  { name }: Transport,
  { what }: OutgoingRequest,
  { problem, tries }: Tried,
): CounterfoilError {
  const times = tries > 1 ? `, ${tries} times` : ''
  const sentence = `${name}: ${what} ${problem.message}${times}; ${problem.remedy}.`
  return new CounterfoilError(problem.code, sentence, { cause: problem })
}

function pause(transport: Transport, request: OutgoingRequest, { problem, tries }: Tried): void {
  const { name, clock, log, pacer } = transport
  if (problem.waitMs !== null && problem.waitMs > LONGEST_PAUSE_MS) {
    const seconds = Math.ceil(problem.waitMs / 1000)
    throw new CounterfoilError(
      problem.code,
      `${name}: ${request.what} ${problem.message} and Retry-After asks for ${seconds} seconds, which is longer than 10 minutes; run again then.`,
    )
  }
  const waitMs = problem.waitMs ?? backOffMs(tries, clock.random)
  log.warn(
    { source: name, what: request.what, status: problem.status, tries, waitMs },
    'request is sent again',
  )
  // All requests of the source wait: the API is busy for each of them.
  pacer.hold(waitMs)
}
