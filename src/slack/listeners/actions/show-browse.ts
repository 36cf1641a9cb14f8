import type { ModalView } from '@slack/types'
import { readGroup } from '../../../operations/read-group.ts'
import { BROWSE_PAGE_SIZE, browseModal } from '../../messages/browse-modal.ts'
import { groupTotals } from '../../messages/group-totals.ts'
import type { Message } from '../../messages/message.ts'
import { reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { updateModal } from '../update-modal.ts'
import { type BrowseMetadata, readBrowseMetadata, writeBrowseMetadata } from '../views/many-state.ts'
import type { ClickPlace } from './place-of-click.ts'

/** Shows a page of Browse in its window; false: it was closed. Throws `refused` where Slack does not take it. */
export async function showBrowse(
  room: Room,
  viewId: string,
  { page, notice }: { readonly page: BrowseMetadata; readonly notice: string | null },
): Promise<boolean> {
  return await updateModal(room, { id: viewId, hash: undefined }, () => viewOf(room, page, notice))
}

/** The page where somebody clicked, also below what that opened, with what came of it. Who cannot see it is answered. */
export async function showBrowseAnew(room: Room, place: ClickPlace, said: Message | null): Promise<void> {
  const page = readBrowseMetadata(place.page)
  const isShown =
    page !== null &&
    place.viewId !== undefined &&
    (await showBrowse(room, place.viewId, { page, notice: said?.text ?? null }).catch((error: unknown) => {
      if (said === null) throw error
      return false
    }))
  if (!isShown && said !== null) await reply(room, place, { message: said })
}

async function viewOf(room: Room, page: BrowseMetadata, notice: string | null): Promise<ModalView> {
  const wanted = { limit: BROWSE_PAGE_SIZE, passed: page.passed }
  const seen = await readGroup(room.context, page.choice, wanted)
  const isAllDone = page.choice.status === null && seen.matching === 0
  if (isAllDone && groupTotals(seen.counts).all > 0)
    return await viewOf(room, { ...page, choice: { ...page.choice, status: 'resolved' } }, notice)
  const privateMetadata = writeBrowseMetadata({ choice: seen.choice, passed: seen.passed })
  return browseModal({ ...seen, notice, privateMetadata })
}
