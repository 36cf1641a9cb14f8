import { type ListRequest, listPage } from '../../../operations/list-discrepancies.ts'
import { LIST_PAGE_SIZE, listAnswer } from '../../messages/list-answer.ts'
import type { ListPage } from '../../messages/list-page.ts'
import type { Message } from '../../messages/message.ts'
import type { Room } from '../room.ts'
import { definitionOf, withDefinitions } from '../with-definitions.ts'

/**
 * One page of the open discrepancies as they now are. Where nothing is left after its place, it is the last page; where
 * less than a page is left before it, the first.
 */
export async function showList({ context }: Room, page: ListPage): Promise<Message> {
  const { reconciliation, severities, from } = page
  const read = async (which: Pick<ListRequest, 'after' | 'before'>) =>
    await listPage(context, {
      ...(reconciliation === null ? {} : { reconciliation }),
      ...(severities.length === 0 ? {} : { severities }),
      limit: LIST_PAGE_SIZE,
      ...which,
    })
  let listed = await read(from ? { [from.side]: from.place } : {})
  if (from?.side === 'before' && listed.passed === 0) listed = await read({})
  if (from?.side === 'after' && listed.discrepancies.length === 0) listed = await read({ before: null })
  const { discrepancies, total, passed } = listed
  const title =
    reconciliation === null ? null : (definitionOf(context, reconciliation)?.title ?? reconciliation)
  return listAnswer({ rows: withDefinitions(context, discrepancies), total, passed, page, title })
}
