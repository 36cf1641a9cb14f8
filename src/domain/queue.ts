/**
 * Whose work an open discrepancy is: of those that are not snoozed the person's own, nobody's, and what should be resolved
 * by now; all that are open; and those that are snoozed.
 */
export const QUEUES = ['mine', 'unassigned', 'overdue', 'open', 'snoozed'] as const
export type Queue = (typeof QUEUES)[number]

/** How many discrepancies are in each queue. */
export type QueueCounts = Readonly<Record<Queue, number>>
