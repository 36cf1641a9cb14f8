import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { SetupCheck } from '../domain/setup-check.ts'
import { describeSlackError } from './explain-slack-error.ts'
import { sampleMessages, sampleWindows } from './sample-messages.ts'

/** Asks Slack of every kind of message and window whether it would take it. Nothing is posted. */
export async function verifyMessages(client: WebClient): Promise<SetupCheck[]> {
  const [messages, windows] = [Object.entries(sampleMessages()), Object.entries(sampleWindows())]
  const refused: SetupCheck[] = []
  for (const [name, { text, blocks }] of messages)
    refused.push(...(await validate(client, name, { message: JSON.stringify({ text, blocks }) })))
  for (const [name, view] of windows)
    refused.push(...(await validate(client, name, { view: JSON.stringify(view) })))
  const count = messages.length + windows.length
  const taken = { what: 'messages', state: 'ok', said: `Slack takes all ${count} kinds` } as const
  return refused.length > 0 ? refused : [taken]
}

async function validate(client: WebClient, name: string, given: object): Promise<SetupCheck[]> {
  try {
    await client.apiCall('blocks.validate', { ...given })
    return []
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error
    const what = `message ${name}`
    if (!error.data.error.startsWith('invalid_'))
      return [{ what, state: 'note', said: `Slack does not say (${describeSlackError(error)})` }]
    const [first] = ((error.data as { errors?: unknown[] }).errors ?? []) as {
      pointer?: string
      message?: string
    }[]
    const place = first === undefined ? '' : `: ${first.message ?? ''} at ${first.pointer ?? ''}`
    const said = `Slack would refuse it (${error.data.error}${place}). Please report it, with your version of Counterfoil`
    return [{ what, state: 'mend', said }]
  }
}
