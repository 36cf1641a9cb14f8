import { WebAPIPlatformError } from '@slack/web-api'
import type { SetupCheck } from '../domain/setup-check.ts'
import { describeSlackError } from './explain-slack-error.ts'

/** Why a person or a user group of the config could not be looked up. `instead`: what to do where there are no groups. */
export function explainLookup(error: unknown, instead: string): Omit<SetupCheck, 'what'> {
  if (!(error instanceof WebAPIPlatformError)) throw error
  const { error: code, needed } = error.data as { error: string; needed?: string }
  switch (code) {
    case 'plan_upgrade_required':
      return { state: 'mend', said: `user groups need a paid plan of Slack: ${instead}` }
    case 'user_not_found':
      return { state: 'mend', said: 'there is no such person: check the id in the config' }
    case 'missing_scope': {
      const scope = needed === undefined ? 'a scope' : `the scope ${needed}`
      return { state: 'mend', said: `the app lacks ${scope}: install it again with manifest.yml` }
    }
    default:
      return { state: 'note', said: `Slack does not say (${describeSlackError(error)}): try again later` }
  }
}
