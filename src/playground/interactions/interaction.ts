import type { AppDoor, Delivery } from '../delivery.ts'
import type { EventLine } from '../events/event-line.ts'
import type { JsonObject } from '../json.ts'
import { describeMember } from '../web-api/describe-member.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** What every kind of interaction needs. */
export interface Stage {
  readonly workspace: Workspace
  readonly door: AppDoor
  readonly events: EventLine
  /** Address of the server, for response urls. */
  readonly origin: () => string
  readonly tour: Tour
}

/** What the side panel's button does. */
export interface Tour {
  next: () => Promise<void>
}

/** What the person who acted sees: nothing, a sentence, or sentences under a modal's inputs. */
export interface Outcome {
  readonly ok: boolean
  readonly problem: string | null
  readonly errors: Readonly<Record<string, string>> | null
}

export const DONE: Outcome = { ok: true, problem: null, errors: null }

export function problem(sentence: string): Outcome {
  return { ok: false, problem: sentence, errors: null }
}

/** Slack's words when the app did not take the envelope; null when it did. */
export function failureOf(delivery: Delivery, what: string, app: string): string | null {
  if (delivery.outcome === 'acknowledged') return null
  if (delivery.outcome === 'unanswered') return `${what} failed because the app did not respond.`
  if (delivery.outcome === 'refused') return `${what} failed because the app answered with an error.`
  return `${what} failed because ${app} is not connected.`
}

/** The part of a payload that says who acted, where it came from, and what they may open now. */
export function actorFacts(workspace: Workspace, user: string): JsonObject {
  const member = workspace.members.get(user)
  const name = member?.name ?? user
  const home = member === undefined ? workspace.teamId : describeMember(workspace, member).team_id
  return {
    team: { id: workspace.teamId, domain: 'playground' },
    user: { id: user, username: name, name, team_id: home },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: workspace.appId,
    token: 'playground',
    trigger_id: workspace.passes.issueTrigger(user),
  }
}
