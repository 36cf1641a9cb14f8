import { addMessage } from '../workspace/messages.ts'
import { DONE, type Outcome, problem, type Stage } from './interaction.ts'

export interface Saying {
  readonly user: string
  readonly channel: string
  readonly text: string
  readonly threadTs?: string
}

/** A person says something in a channel; `@name` mentions somebody. */
export function say({ workspace }: Stage, { user, channel, text, threadTs }: Saying): Outcome {
  const conversation = workspace.conversations.get(channel)
  if (conversation === undefined || conversation.archived) return problem('Nobody can write in this channel.')
  if (text.trim() === '') return problem('There is nothing to say.')
  const ids = new Map([...workspace.members.values()].map(({ name, id }) => [name, id]))
  const escaped = text.trim().replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const mentioning = escaped.replace(/@([\w.-]+)/g, (typed, name: string) => {
    const id = ids.get(name)
    return id === undefined ? typed : `<@${id}>`
  })
  addMessage(workspace, { channel, author: user, text: mentioning, threadTs: threadTs ?? null })
  return DONE
}
