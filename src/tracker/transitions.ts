import type { Actor, Discrepancy, Status, TriageAction } from '../domain/discrepancy.ts'
import type { Told } from '../domain/outbox.ts'
import type { Refused } from '../domain/refused.ts'

/** Everything that can happen to a discrepancy that is there: what people do, what a run sees, what a clock ends. */
export type TransitionAction = TriageAction | 'change' | 'agree' | 'return' | 'wake' | 'settle' | 'attempt'

/** Where an action leads from a status (an undo: back to what was) and what Slack is told, or why it leads nowhere. */
export type Decision =
  | { readonly to: Status | 'as before'; readonly tells: Told }
  | { readonly refused: Refused }

/** Who may cause an action, what it means, and what it does from every status. */
export interface Transition {
  readonly by: readonly Actor['kind'][]
  readonly means: string
  readonly from: Readonly<Record<Status, Decision>>
  /** Besides the status: what must be so, and what it is refused as otherwise. */
  readonly only?: Condition
}

type Conditions = Pick<Discrepancy, 'snooze' | 'damped'>

interface Condition {
  readonly when: string
  readonly holds: (discrepancy: Conditions) => boolean
  readonly refused: Refused
}

const ALREADY = { refused: 'already' } as const
const RESOLVED = { refused: 'resolved' } as const
const OPEN = { refused: 'open' } as const
const UNDONE = { to: 'as before', tells: 'copies-and-thread' } as const
const AWAKE: Condition = { when: 'not snoozed', holds: ({ snooze }) => snooze === null, refused: 'snoozed' }
const SNOOZED: Condition = {
  when: 'snoozed',
  holds: ({ snooze }) => snooze !== null,
  refused: 'not-snoozed',
}
const DAMPED: Condition = { when: 'flapping', holds: ({ damped }) => damped !== null, refused: 'stable' }

/** Every transition there is. docs/states.md is made from it. */
export const TRANSITIONS: Readonly<Record<TransitionAction, Transition>> = {
  acknowledge: {
    by: ['person'],
    means: 'somebody looks into it',
    from: {
      new: { to: 'acknowledged', tells: 'copies' },
      acknowledged: ALREADY,
      escalated: { to: 'acknowledged', tells: 'copies' },
      resolved: RESOLVED,
    },
  },
  unacknowledge: {
    by: ['person'],
    means: 'nobody looks into it after all',
    from: {
      new: { refused: 'not-acknowledged' },
      acknowledged: { to: 'new', tells: 'copies' },
      escalated: { refused: 'not-acknowledged' },
      resolved: RESOLVED,
    },
  },
  escalate: {
    by: ['person', 'timer'],
    means: 'whoever the config names is called; ends a snooze',
    from: {
      new: { to: 'escalated', tells: 'card-and-thread' },
      acknowledged: { to: 'escalated', tells: 'card-and-thread' },
      escalated: ALREADY,
      resolved: RESOLVED,
    },
  },
  resolve: {
    by: ['person', 'timer'],
    means: 'nothing is left to do, for a reason (a remedy that is on by itself: verified); ends a snooze',
    from: {
      new: { to: 'resolved', tells: 'copies' },
      acknowledged: { to: 'resolved', tells: 'copies' },
      escalated: { to: 'resolved', tells: 'copies' },
      resolved: ALREADY,
    },
  },
  reopen: {
    by: ['person'],
    means: 'it was not resolved after all',
    from: { new: OPEN, acknowledged: OPEN, escalated: OPEN, resolved: { to: 'new', tells: 'copies' } },
  },
  assign: { by: ['person'], means: "it is somebody's, or nobody's", from: whileOpen('copies-and-thread') },
  snooze: {
    by: ['person'],
    means: 'nobody wants to hear of it until a time, or until its values change',
    from: whileOpen('copies'),
    only: AWAKE,
  },
  unsnooze: {
    by: ['person'],
    means: 'the snooze ends early',
    from: whileOpen('copies'),
    only: SNOOZED,
  },
  note: {
    by: ['person'],
    means: 'words for the history',
    // A card names the version that a click on it rests on, and a note makes a new one.
    from: {
      ...whileOpen('copies-and-thread'),
      resolved: { to: 'resolved', tells: 'copies-and-thread' },
    },
  },
  undo: {
    by: ['person'],
    means:
      'the last thing that a person did is taken back, within 10 minutes and while nothing else happened: ' +
      'status, owner and snooze are as before',
    from: { new: UNDONE, acknowledged: UNDONE, escalated: UNDONE, resolved: UNDONE },
  },
  change: {
    by: ['run'],
    means: 'the sides show other values than before; ends a snooze',
    from: {
      new: { to: 'new', tells: 'copies' },
      acknowledged: { to: 'acknowledged', tells: 'copies-and-thread' },
      escalated: { to: 'escalated', tells: 'copies-and-thread' },
      resolved: RESOLVED,
    },
  },
  agree: {
    by: ['run'],
    means: 'the sides agree: it is resolved by itself; ends a snooze',
    from: {
      new: { to: 'resolved', tells: 'copies' },
      acknowledged: { to: 'resolved', tells: 'copies' },
      escalated: { to: 'resolved', tells: 'copies' },
      resolved: ALREADY,
    },
  },
  return: {
    by: ['run'],
    means: 'it is there again, other than what was expected',
    from: {
      new: ALREADY,
      acknowledged: ALREADY,
      escalated: ALREADY,
      resolved: { to: 'new', tells: 'card-and-thread' },
    },
  },
  wake: {
    by: ['timer'],
    means: 'the time of a snooze has come',
    from: whileOpen('copies-and-thread'),
    only: SNOOZED,
  },
  settle: {
    by: ['timer'],
    means: 'it did not come back for 24 hours',
    from: {
      ...whileOpen('copies-and-thread'),
      resolved: { to: 'resolved', tells: 'copies-and-thread' },
    },
    only: DAMPED,
  },
  attempt: {
    by: ['person', 'timer'],
    means: 'a remedy was tried, or taken back',
    from: {
      ...whileOpen('copies-and-thread'),
      resolved: { to: 'resolved', tells: 'copies-and-thread' },
    },
  },
}

/** The status stays, and a resolved one is left alone. */
function whileOpen(tells: Told): Transition['from'] {
  return {
    new: { to: 'new', tells },
    acknowledged: { to: 'acknowledged', tells },
    escalated: { to: 'escalated', tells },
    resolved: RESOLVED,
  }
}

/** What an action does to a discrepancy as it now is. A late or repeated click is refused with the reason. */
export function decideTransition(
  discrepancy: Pick<Discrepancy, 'status'> & Partial<Conditions>,
  action: TransitionAction,
): Decision {
  const { from, only } = TRANSITIONS[action]
  const decision = from[discrepancy.status]
  if (only === undefined || 'refused' in decision) return decision
  const { snooze = null, damped = null } = discrepancy
  return only.holds({ snooze, damped }) ? decision : { refused: only.refused }
}
