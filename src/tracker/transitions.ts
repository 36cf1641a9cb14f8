import type { Actor, Discrepancy, Status, TriageAction } from '../domain/discrepancy.ts'

/** Everything that can move a discrepancy: what people do, and what a run sees. */
export type TransitionAction = TriageAction | 'agree' | 'return'

/** Where an action leads from a status, or why it leads nowhere: it is so `already`, or it was `resolved` before. */
export type Decision = { readonly to: Status } | { readonly refused: 'already' | 'resolved' }

/** Who may cause an action, and what it does from every status. */
export interface Transition {
  readonly by: readonly Actor['kind'][]
  readonly from: Readonly<Record<Status, Decision>>
}

const ALREADY = { refused: 'already' } as const
const RESOLVED = { refused: 'resolved' } as const

/** Every transition there is. `agree`: a run saw the sides agree. `return`: a run saw it again after that. */
export const TRANSITIONS: Readonly<Record<TransitionAction, Transition>> = {
  acknowledge: {
    by: ['person'],
    from: {
      new: { to: 'acknowledged' },
      acknowledged: ALREADY,
      escalated: { to: 'acknowledged' },
      resolved: RESOLVED,
    },
  },
  escalate: {
    by: ['person', 'timer'],
    from: {
      new: { to: 'escalated' },
      acknowledged: { to: 'escalated' },
      escalated: ALREADY,
      resolved: RESOLVED,
    },
  },
  resolve: {
    by: ['person'],
    from: {
      new: { to: 'resolved' },
      acknowledged: { to: 'resolved' },
      escalated: { to: 'resolved' },
      resolved: ALREADY,
    },
  },
  agree: {
    by: ['run'],
    from: {
      new: { to: 'resolved' },
      acknowledged: { to: 'resolved' },
      escalated: { to: 'resolved' },
      resolved: ALREADY,
    },
  },
  return: {
    by: ['run'],
    from: { new: ALREADY, acknowledged: ALREADY, escalated: ALREADY, resolved: { to: 'new' } },
  },
}

/** What an action does to a discrepancy as it now is. A late or repeated click is refused with the reason. */
export function decideTransition(
  discrepancy: Pick<Discrepancy, 'status'>,
  action: TransitionAction,
): Decision {
  return TRANSITIONS[action].from[discrepancy.status]
}
