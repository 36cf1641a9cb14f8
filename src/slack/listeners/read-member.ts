import { describeSlackError } from '../explain-slack-error.ts'
import type { Room } from './room.ts'

/** What Slack says of a user; `unknown`: it does not say, or may not. */
export interface Member {
  readonly standing: 'person' | 'bot' | 'gone' | 'unknown'
  /** IANA name; null: unknown. */
  readonly zone: string | null
}

/** Asks Slack about a user. It needs `users:read`; without it nobody is refused for what we do not know. */
export async function readMember({ client, context }: Room, user: string): Promise<Member> {
  try {
    const { user: found } = await client.users.info({ user })
    const zone = found?.tz !== undefined && isZone(found.tz) ? found.tz : null
    if (found?.deleted) return { standing: 'gone', zone }
    return { standing: found?.is_bot ? 'bot' : 'person', zone }
  } catch (error) {
    context.log.info({ user, error: describeSlackError(error) }, 'Slack said nothing of a user')
    return { standing: 'unknown', zone: null }
  }
}

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
