import { listDiscrepancies } from '../../../operations/list-discrepancies.ts'
import { LIST_PAGE_SIZE, listAnswer } from '../../messages/list-answer.ts'
import type { ListPage } from '../../messages/list-page.ts'
import type { Message } from '../../messages/message.ts'
import type { Room } from '../room.ts'
import { definitionOf, withDefinitions } from '../with-definitions.ts'

/** One page of the open discrepancies as they now are. A page that has emptied meanwhile becomes the last one left. */
export async function showList({ context }: Room, page: ListPage): Promise<Message> {
  const { reconciliation, severities } = page
  const read = async (offset: number) =>
    await listDiscrepancies(context, {
      ...(reconciliation === null ? {} : { reconciliation }),
      ...(severities.length === 0 ? {} : { severities }),
      limit: LIST_PAGE_SIZE,
      offset,
    })
  let offset = page.offset
  let { discrepancies, total } = await read(offset)
  if (discrepancies.length === 0 && total > 0) {
    offset = Math.floor((total - 1) / LIST_PAGE_SIZE) * LIST_PAGE_SIZE
    ;({ discrepancies, total } = await read(offset))
  }
  const title =
    reconciliation === null ? null : (definitionOf(context, reconciliation)?.title ?? reconciliation)
  return listAnswer({
    rows: withDefinitions(context, discrepancies),
    total,
    page: { ...page, offset },
    title,
  })
}
