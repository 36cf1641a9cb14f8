import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { readTrend, type TrendRequest } from '../../../operations/read-trend.ts'
import type { Message } from '../../messages/message.ts'
import { trendAnswer } from '../../messages/trend-answer.ts'
import type { Room } from '../room.ts'

/** What a reconciliation, or a field of it, came to over time. */
export async function showTrend({ context }: Room, request: TrendRequest): Promise<Message> {
  const trend = await readTrend(context, request)
  return trendAnswer(trend, findReconciliation(context.settings, request.name))
}
