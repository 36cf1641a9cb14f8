import { maySee, standsInChannel } from './page-history.ts'
import type { PageUnread } from './page-protocol.ts'
import type { Workspace } from './workspace/workspace.ts'

/** How far each person has read. What stood there when the page was opened for the first time counts as read. */
export interface ReadMarks {
  mark(person: string, channel: string): void
  /** By channel; only channels where something is new. */
  unread(person: string): Record<string, PageUnread>
}

export function openReadMarks(workspace: Workspace): ReadMarks {
  const atStart = new Map(workspace.lastTs)
  const marks = new Map<string, string>()
  const markOf = (person: string, channel: string) =>
    marks.get(`${person} ${channel}`) ?? atStart.get(channel) ?? ''

  function unreadIn(person: string, channel: string): PageUnread | null {
    const since = markOf(person, channel)
    const unread = (workspace.messages.get(channel) ?? []).filter(
      (each) =>
        each.ts > since && standsInChannel(each) && each.author !== person && maySee(workspace, person, each),
    )
    return unread.length === 0 ? null : { count: unread.length, since }
  }

  return {
    mark(person, channel) {
      marks.set(`${person} ${channel}`, workspace.lastTs.get(channel) ?? '')
    },
    unread(person) {
      const found: Record<string, PageUnread> = {}
      for (const channel of workspace.conversations.keys()) {
        const unread = unreadIn(person, channel)
        if (unread !== null) found[channel] = unread
      }
      return found
    },
  }
}
