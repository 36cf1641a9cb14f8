import { randomUUID } from 'node:crypto'

const TRIGGER_LIFE_MS = 3_000
const RESPONSE_URL_LIFE_MS = 30 * 60_000
const RESPONSE_URL_USES = 5
const KEPT = 5_000

/** What a response_url may touch. */
export interface ResponseTarget {
  readonly channel: string
  readonly user: string
  readonly ts: string | null
  readonly threadTs: string | null
}

type TriggerAnswer = { user: string } | { refused: string }
type ResponseAnswer = { target: ResponseTarget } | { refused: string }

/** The short-lived permissions of Slack: trigger ids (3 s, once) and response urls (30 min, five times). */
export interface Passes {
  issueTrigger(user: string): string
  spendTrigger(id: string): TriggerAnswer
  issueResponse(target: ResponseTarget): string
  spendResponse(id: string): ResponseAnswer
}

export function openPasses(now: () => Date): Passes {
  const triggers = new Map<string, { user: string; until: number; spent: boolean }>()
  const responses = new Map<string, { target: ResponseTarget; until: number; left: number }>()
  return {
    issueTrigger(user) {
      const id = `${now().getTime()}.${randomUUID().replaceAll('-', '')}`
      keep(triggers, id, { user, until: now().getTime() + TRIGGER_LIFE_MS, spent: false })
      return id
    },
    spendTrigger(id) {
      const trigger = triggers.get(id)
      if (trigger === undefined) return { refused: 'invalid_trigger_id' }
      if (trigger.spent) return { refused: 'exchanged_trigger_id' }
      if (now().getTime() > trigger.until) return { refused: 'expired_trigger_id' }
      trigger.spent = true
      return { user: trigger.user }
    },
    issueResponse(target) {
      const id = randomUUID()
      keep(responses, id, { target, until: now().getTime() + RESPONSE_URL_LIFE_MS, left: RESPONSE_URL_USES })
      return id
    },
    spendResponse(id) {
      const response = responses.get(id)
      if (response === undefined || now().getTime() > response.until) return { refused: 'expired_url' }
      if (response.left === 0) return { refused: 'used_url' }
      response.left -= 1
      return { target: response.target }
    },
  }
}

/** Forgets the oldest beyond a bound, so that a demo left alone for a week stays small. */
function keep<T>(map: Map<string, T>, id: string, value: T): void {
  map.set(id, value)
  const oldest = map.keys().next().value
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest)
}
