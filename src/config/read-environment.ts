import { resolve } from 'node:path'
import { CounterfoilError } from '../domain/errors.ts'
import type { Environment } from '../domain/settings.ts'
import type { EnvironmentRecord } from './resolve-values.ts'

/** What the process takes from its environment. An empty variable counts as unset. Only this file reads `process.env`. */
export function readEnvironment(): Environment {
  const variables = environmentVariables()
  const read = (name: string) => variables[name]?.trim() || null
  const slackApiUrl = read('SLACK_API_URL') ?? 'https://slack.com/api/'
  return {
    slackBotToken: read('SLACK_BOT_TOKEN'),
    slackAppToken: read('SLACK_APP_TOKEN'),
    slackSigningSecret: read('SLACK_SIGNING_SECRET'),
    slackApiUrl: slackApiUrl.endsWith('/') ? slackApiUrl : `${slackApiUrl}/`,
    databaseUrl: read('DATABASE_URL'),
    dataFolder: resolve(read('COUNTERFOIL_DATA') ?? '.counterfoil'),
    auditKey: read('COUNTERFOIL_AUDIT_KEY'),
    ...readPort(read('COUNTERFOIL_PORT') ?? read('PORT')),
  }
}

/** Where HTTP mode listens. */
function readPort(text: string | null): Pick<Environment, 'httpPort'> {
  if (text === null) return {}
  const httpPort = Number(text)
  if (/^\d{1,5}$/.test(text) && httpPort <= 65_535) return { httpPort }
  throw new CounterfoilError(
    'config-invalid',
    `COUNTERFOIL_PORT or PORT is "${text}": write a number from 0 to 65535`,
  )
}

/** All variables, for `${ENV}` in the config. */
export function environmentVariables(): EnvironmentRecord {
  return process.env
}
