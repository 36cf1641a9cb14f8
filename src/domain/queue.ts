/**
 * Whose work an open discrepancy is: of those that are not snoozed the person's own and nobody's; all that are open; and
 * those that are snoozed.
 */
export const QUEUES = ['mine', 'unassigned', 'open', 'snoozed'] as const
export type Queue = (typeof QUEUES)[number]

/** How many discrepancies are in each queue. */
export type QueueCounts = Readonly<Record<Queue, number>>
