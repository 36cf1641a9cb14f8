import type { Conversation } from '../workspace/contents.ts'
import { findConversation } from '../workspace/conversations.ts'
import { ControlRefusal, type Desk } from './control-route.ts'

/** A channel or direct conversation by id, name or person; refuses what is none. */
export function findChannel({ stage }: Desk, name: string): Conversation {
  const found = findConversation(stage.workspace, name)
  if (found !== null) return found
  const known = [...stage.workspace.conversations.values()].map((each) => each.name).join(', ')
  throw new ControlRefusal(404, `There is no channel "${name}". There are: ${known}.`)
}
