import type { Discrepancy } from '../../domain/discrepancy.ts'
import { section } from './blocks.ts'
import { type Message, makeMessage } from './message.ts'
import { verificationText } from './status-line.ts'

/** Tells whoever resolved it what the sides said to that. */
export function resolvedAnswer({ number, resolution }: Discrepancy): Message {
  const lines = [`✅ *#${number} is resolved.*`, verificationText(resolution?.check)].filter(
    (line) => line !== null,
  )
  return makeMessage(lines.join('\n'), [section(...lines)])
}
