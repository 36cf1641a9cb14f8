import { randomUUID } from 'node:crypto'
import type { ScheduledMessage } from './contents.ts'
import { addMessage, type NewMessage } from './messages.ts'
import type { Workspace } from './workspace.ts'

/** Posts a message later. One with metadata never goes out: that is a known bug of Slack's. */
export function scheduleMessage(workspace: Workspace, wanted: NewMessage, postAt: number): ScheduledMessage {
  const id = `Q${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`
  const now = workspace.clock.now()
  const cancel = workspace.clock.after(postAt * 1000 - now, () => {
    workspace.scheduled.delete(id)
    const channel = workspace.conversations.get(wanted.channel)
    const isLost = channel === undefined || channel.archived || Boolean(wanted.metadata)
    if (!isLost) addMessage(workspace, wanted)
  })
  const scheduled = {
    id,
    channel: wanted.channel,
    text: wanted.text,
    postAt,
    createdAt: Math.floor(now / 1000),
    cancel,
  }
  workspace.scheduled.set(id, scheduled)
  return scheduled
}
