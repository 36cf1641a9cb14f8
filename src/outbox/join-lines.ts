import type { OutboxSubject, WantedMessage } from '../domain/outbox.ts'
import { isHistory } from './thread-line.ts'

/** A line of a thread that is still to be posted. */
export interface WaitingLine {
  readonly tag: string
  readonly about: OutboxSubject & { readonly kind: 'note' }
}

/** What happens while the last line of a thread still waits to be posted is told in that line, where both only add to the history. */
export function joinLines(
  wanted: readonly WantedMessage[],
  waiting: WaitingLine | null,
): readonly WantedMessage[] {
  if (waiting === null || !isHistory(waiting.about.event)) return wanted
  return wanted.map((message) => {
    const { about } = message
    if (about.kind !== 'note' || !isHistory(about.event)) return message
    return { ...message, tag: waiting.tag, about: { ...waiting.about, upTo: about.version } }
  })
}
