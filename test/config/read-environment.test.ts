import { resolve } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { environmentVariables, readEnvironment } from '../../src/config/read-environment.ts'

const NAMES = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_API_URL',
  'DATABASE_URL',
  'COUNTERFOIL_DATA',
  'COUNTERFOIL_AUDIT_KEY',
  'COUNTERFOIL_PORT',
  'PORT',
]

function environmentOf(variables: Readonly<Record<string, string>>) {
  for (const name of NAMES) vi.stubEnv(name, variables[name])
  return readEnvironment()
}

afterEach(() => vi.unstubAllEnvs())

describe('readEnvironment', () => {
  test('fills in defaults when nothing is set', () => {
    expect(environmentOf({})).toEqual({
      slackBotToken: null,
      slackAppToken: null,
      slackSigningSecret: null,
      slackApiUrl: 'https://slack.com/api/',
      databaseUrl: null,
      dataFolder: resolve('.counterfoil'),
      auditKey: null,
    })
  })

  test('takes what is set, without the line end that a secret file leaves', () => {
    const environment = environmentOf({
      SLACK_BOT_TOKEN: 'xoxb-1\n',
      SLACK_APP_TOKEN: ' xapp-1 ',
      SLACK_SIGNING_SECRET: 'secret',
      SLACK_API_URL: 'http://localhost:3999/api',
      DATABASE_URL: 'postgres://tracker',
      COUNTERFOIL_DATA: '/var/lib/counterfoil',
      COUNTERFOIL_AUDIT_KEY: 'k3y\n',
    })
    expect(environment).toEqual({
      slackBotToken: 'xoxb-1',
      slackAppToken: 'xapp-1',
      slackSigningSecret: 'secret',
      slackApiUrl: 'http://localhost:3999/api/',
      databaseUrl: 'postgres://tracker',
      dataFolder: '/var/lib/counterfoil',
      auditKey: 'k3y',
    })
  })

  test('takes the port of COUNTERFOIL_PORT before that of PORT, and refuses what is none', () => {
    expect(environmentOf({ COUNTERFOIL_PORT: '8080', PORT: '1' })).toMatchObject({ httpPort: 8080 })
    expect(environmentOf({ PORT: '0' })).toMatchObject({ httpPort: 0 })
    expect(() => environmentOf({ PORT: '65536' })).toThrow('PORT is "65536": write a number from 0 to 65535')
  })

  test('counts an empty variable as unset', () => {
    expect(environmentOf({ SLACK_BOT_TOKEN: '', DATABASE_URL: ' ', SLACK_API_URL: '' })).toMatchObject({
      slackBotToken: null,
      databaseUrl: null,
      slackApiUrl: 'https://slack.com/api/',
    })
  })

  test('leaves a slash at the end of the API address alone', () => {
    expect(environmentOf({ SLACK_API_URL: 'http://h/api/' }).slackApiUrl).toBe('http://h/api/')
  })
})

test('environmentVariables has every variable, for the config', () => {
  vi.stubEnv('SOME_URL', 'postgres://x')
  expect(environmentVariables().SOME_URL).toBe('postgres://x')
})
