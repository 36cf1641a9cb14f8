import type { Workspace } from '../workspace/workspace.ts'
import { followConversations } from './conversation-events.ts'
import type { EventLine } from './event-line.ts'
import { followMessages } from './message-events.ts'
import { followPeople } from './people-events.ts'

/** Tells the app what people and the app itself do where its bot is a member. Returns the function that ends it. */
export function followChanges(workspace: Workspace, events: EventLine): () => void {
  const ends = [followMessages, followConversations, followPeople].map((follow) => follow(workspace, events))
  return () => {
    for (const end of ends) end()
  }
}
