import type { Message } from '../../src/playground/workspace/contents.ts'
import type { Bot } from './open-bot.ts'

export const textOf = (message: Message) => JSON.stringify([message.text, message.blocks])

/** Waits for what somebody is told in a channel, for their eyes only, after this was called. */
export function nextAnswer(
  { playground }: Bot,
  { user, where, fits }: { readonly user: string; readonly where: string; readonly fits: RegExp },
): Promise<Message> {
  const seen = new Set(playground.messages(where).map(({ ts }) => ts))
  return playground.nextMessage(
    (message) =>
      message.onlyFor === user &&
      !seen.has(message.ts) &&
      playground.messages(where).some(({ ts }) => ts === message.ts) &&
      fits.test(textOf(message)),
  )
}
