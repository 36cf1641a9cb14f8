import type { Status } from '../../../domain/discrepancy.ts'
import { type ListRequest, listPage } from '../../../operations/list-discrepancies.ts'
import { LIST_PAGE_SIZE, listAnswer } from '../../messages/list-answer.ts'
import type { ListMark, ListPage } from '../../messages/list-page.ts'
import type { Message } from '../../messages/message.ts'
import type { Room } from '../room.ts'
import { definitionOf, withDefinitions } from '../with-definitions.ts'

/** One page of the open discrepancies as they now are. `user` is who looks at it. */
export async function showList({ context }: Room, page: ListPage, user: string): Promise<Message> {
  const { reconciliation, severities, marks = [], from } = page
  const { discrepancies, total, passed, leftOut } = await listPage(context, {
    ...(reconciliation === null ? {} : { reconciliation }),
    ...(severities.length === 0 ? {} : { severities }),
    ...narrow(marks, user),
    limit: LIST_PAGE_SIZE,
    from,
  })
  const definition = reconciliation === null ? null : definitionOf(context, reconciliation)
  return listAnswer({
    rows: withDefinitions(context, discrepancies),
    total,
    passed,
    leftOut,
    page,
    title: definition?.title ?? reconciliation,
    isGone: reconciliation !== null && definition === null,
  })
}

const STATES = ['new', 'acknowledged', 'escalated'] as const satisfies readonly (ListMark & Status)[]

const QUEUES: readonly ListMark[] = ['mine', 'unassigned', 'overdue']

/** Somebody's, nobody's and what is late are what waits for a person, so that what is snoozed is not among them, as on the Home tab. */
function narrow(marks: readonly ListMark[], user: string): Partial<ListRequest> {
  const isQueue = marks.some((mark) => QUEUES.includes(mark))
  const statuses = STATES.filter((state) => marks.includes(state))
  return {
    ...(statuses.length === 0 ? {} : { statuses }),
    ...(marks.includes('mine') ? { owner: user } : {}),
    ...(marks.includes('unassigned') ? { owner: null } : {}),
    ...(marks.includes('overdue') ? { isOverdue: true } : {}),
    ...(marks.includes('snoozed') ? { snoozed: true } : isQueue ? { snoozed: false } : {}),
  }
}
