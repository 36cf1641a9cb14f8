import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { SetupCheck } from '../domain/setup-check.ts'
import { describeSlackError } from './explain-slack-error.ts'
import type { Message } from './messages/message.ts'
import { sampleMessages } from './sample-messages.ts'
import type { Sample } from './sample-of.ts'
import { sampleWindows } from './sample-windows.ts'

/** Asks Slack of every kind of message and window whether it would take it. Nothing is posted. */
export async function verifyMessages(client: WebClient): Promise<SetupCheck[]> {
  const [messages, windows] = [sampleMessages(), sampleWindows()]
  const found: SetupCheck[] = []
  try {
    for (const sample of messages) found.push(...(await verifyMessage(client, sample)))
    for (const sample of windows)
      found.push(...(await validate(client, sample, { view: JSON.stringify(sample.content) })))
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error
    // What it does not say of one it says of none.
    const said = `Slack does not say which it takes (${describeSlackError(error)}): try again later`
    return [...found, { what: 'messages', state: 'note', said }]
  }
  const kinds = new Set([...messages, ...windows].map(({ renderer }) => renderer)).size
  const said = `Slack takes all ${kinds} kinds, tried in ${messages.length + windows.length} forms`
  return found.length > 0 ? found : [{ what: 'messages', state: 'ok', said }]
}

async function verifyMessage(client: WebClient, sample: Sample<Message>): Promise<SetupCheck[]> {
  const { plainer } = sample.content
  const refused = await validate(client, sample, bodyOf(sample.content))
  if (!plainer) return refused
  const plain = await validate(client, { ...sample, state: `${sample.state}, plainer` }, bodyOf(plainer))
  if (refused.length === 0 || plain.length > 0) return [...refused, ...plain]
  // As the bot does it, too.
  const said = 'this workspace takes no tables or charts yet: the plainer form is posted instead'
  return refused.map(({ what }) => ({ what, state: 'note', said }))
}

function bodyOf({ text, blocks }: Message): object {
  return { message: JSON.stringify({ text, blocks }) }
}

async function validate(
  client: WebClient,
  { renderer, state }: Sample<unknown>,
  given: object,
): Promise<SetupCheck[]> {
  const what = `message ${renderer}, ${state}`
  try {
    await client.apiCall('blocks.validate', { ...given })
    return []
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || !error.data.error.startsWith('invalid_')) throw error
    const [first] = ((error.data as { errors?: unknown[] }).errors ?? []) as {
      pointer?: string
      message?: string
    }[]
    const place = first === undefined ? '' : `: ${first.message ?? ''} at ${first.pointer ?? ''}`
    const said = `Slack would refuse it (${error.data.error}${place}). Please report it, with your version of Counterfoil`
    return [{ what, state: 'mend', said }]
  }
}
