import type { WantedMessage } from '../domain/outbox.ts'
import { messageTag } from './plan-messages.ts'

interface ShownDigest {
  readonly id: string
  readonly channel: string
  readonly numbers: readonly number[]
}

/** Edits of the digests in which one of these discrepancies stands. */
export function planDigestEdits(
  digests: readonly ShownDigest[],
  changed: ReadonlySet<number>,
): WantedMessage[] {
  return digests.filter(({ numbers }) => numbers.some((number) => changed.has(number))).map(digestMessage)
}

export function digestMessage({ id, channel }: Pick<ShownDigest, 'id' | 'channel'>): WantedMessage {
  return { tag: messageTag.digest(id), channel, about: { kind: 'digest', id } }
}
