import type { TrendUnit } from '../../../domain/trend-buckets.ts'
import { digestNow } from '../../../operations/digest-now.ts'
import { digest } from '../../messages/digest.ts'
import type { Message } from '../../messages/message.ts'
import type { Room } from '../room.ts'

/** The digest as of now, for one person; the channel's own stays as scheduled. */
export async function showDigest({ context }: Room, unit?: TrendUnit): Promise<Message> {
  return digest(await digestNow(context, unit))
}
