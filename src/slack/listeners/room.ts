import type { WebClient } from '@slack/web-api'
import type { Context } from '../../operations/context.ts'
import type { AckTimes } from '../ack-times.ts'
import type { ShownHomes } from './events/shown-homes.ts'
import type { KeptChecks } from './kept-checks.ts'

/** What every listener works with. */
export interface Room {
  readonly context: Context
  /** The one client that all rooms share, with its limits and time-outs. */
  readonly client: WebClient
  /** What stands on people's Home tabs. */
  readonly homes: ShownHomes
  /** What can be paged through in windows. */
  readonly checks: KeptChecks
  /** How long Slack waited for acknowledgements. */
  readonly acks: AckTimes
}
