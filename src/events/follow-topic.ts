import { setTimeout as sleep } from 'node:timers/promises'
import { CounterfoilError } from '../domain/errors.ts'
import type { OpenTopic, Topic } from '../domain/topic.ts'
import type { Context } from '../operations/context.ts'
import { leaseTopic, leaveTopic, tellTopic } from '../operations/lease-topic.ts'
import type { FollowedTopic } from '../operations/topics-of.ts'
import { readOn } from './read-on.ts'

export interface Following {
  readonly topic: FollowedTopic
  readonly open: OpenTopic
  readonly stopping: AbortSignal
}

/** How soon a process looks whether the one that follows the topic is gone. */
const LOOK_AGAIN_MS = 5_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000

/**
 * Follows one topic until it is told to stop. Whatever fails, brokers or tracker, is tried again after growing waits,
 * and begins where the tracker says, so that nothing is left out and nothing taken twice.
 */
export async function followTopic(context: Context, following: Following): Promise<void> {
  const { topic, stopping } = following
  const { consumer } = topic
  const holder = context.newId()
  const failures: Failures = { inRow: 0, logged: '', isMarked: false }
  const isWell = async () => {
    failures.inRow = 0
    if (!failures.isMarked) return
    await tellTopic(context, consumer, null)
    Object.assign(failures, { logged: '', isMarked: false })
    context.log.info(consumer, 'the topic is followed again')
  }
  while (!stopping.aborted) {
    try {
      await followOnce(context, { ...following, holder, isWell, failures })
      if (!stopping.aborted) await pause(LOOK_AGAIN_MS, stopping)
    } catch (error) {
      if (stopping.aborted) break
      await tell(context, following, { error, failures })
      await pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures.inRow++), stopping)
    }
  }
  await leaveTopic(context, consumer, holder).catch((err: unknown) => {
    context.log.warn({ ...consumer, err }, 'the topic could not be left; its lease ends by itself')
  })
}

/** `isMarked`: the tracker says that it fails, maybe since a process before this one. */
interface Failures {
  inRow: number
  logged: string
  isMarked: boolean
}

interface Once extends Following {
  readonly holder: string
  readonly failures: Failures
  readonly isWell: () => Promise<void>
}

/** Reads until the lease is another's, or until it fails. */
async function followOnce(context: Context, once: Once): Promise<void> {
  const { topic, open, stopping, holder, failures } = once
  const { consumer, source } = topic
  const claimed = await leaseTopic(context, consumer, holder)
  if (claimed === null) return
  if (claimed.failing !== null) failures.isMarked = true
  const opened: Topic = await open(source, `counterfoil.${consumer.reconciliation}.${consumer.side}`)
  // A look that waits for messages ends at once.
  const close = () => void opened.close()
  stopping.addEventListener('abort', close)
  try {
    await readOn(context, { ...once, opened })
  } finally {
    stopping.removeEventListener('abort', close)
    await opened.close()
  }
}

interface Failure {
  readonly error: unknown
  readonly failures: Failures
}

/** Says it once for as long as it is the same, in the log and to `/recon status`. */
async function tell(context: Context, { topic }: Following, { error, failures }: Failure): Promise<void> {
  const { consumer } = topic
  const isKnown = error instanceof CounterfoilError
  const problem = isKnown
    ? error
    : new CounterfoilError('tracker-unreachable', 'What its messages say cannot be saved just now', {
        cause: error,
      })
  if (failures.logged === problem.message) return
  failures.logged = problem.message
  const facts = isKnown ? { ...consumer, problem: error.message } : { ...consumer, err: error }
  context.log.error(facts, 'a topic cannot be followed; it is tried again')
  // Where it is the tracker that fails, nobody can be told there.
  failures.isMarked = true
  await tellTopic(context, consumer, problem).catch(() => {})
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, null, { signal }).catch(() => {})
}
