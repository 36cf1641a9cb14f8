import type { HomeView } from '@slack/types'
import { describeDeliveries } from '../../../operations/describe-deliveries.ts'
import { describeHealth } from '../../../operations/describe-status.ts'
import { countQueues, readQueue } from '../../../operations/read-queue.ts'
import { HOME_PAGE_SIZE, type HomeBody } from '../../messages/home-body.ts'
import type { HomePage } from '../../messages/home-page.ts'
import { type HomeCounts, homeView } from '../../messages/home-view.ts'
import type { Room } from '../room.ts'
import { withDefinitions } from '../with-definitions.ts'

/** Reads what one person's Home tab shows now. Who has chosen no page sees what is theirs, or else all that is open. */
export async function readHome(
  room: Room,
  user: string,
  wish: { readonly page: HomePage | null; readonly notice: string | null; readonly at?: Date },
): Promise<HomeView> {
  const { notice, at = room.context.now() } = wish
  const counts = await countQueues(room.context, user)
  const wanted = wish.page ?? {
    section: counts.mine > 0 ? 'mine' : 'open',
    isChosen: false,
    from: null,
    skip: 0,
  }
  const total = room.context.settings.reconciliations.length
  // The config may have lost some since.
  const page = { ...wanted, skip: Math.min(wanted.skip, Math.max(0, total - 1)) }
  return homeView({ page, counts, body: await readBody(room, user, { page, counts }), notice, at })
}

async function readBody(
  { context }: Room,
  user: string,
  { page, counts }: { readonly page: HomePage; readonly counts: HomeCounts },
): Promise<HomeBody> {
  const { section, from, skip } = page
  if (section === 'delivery') {
    const { failedDeliveries: failed, waitingDeliveries: waiting } = await describeDeliveries(context)
    return { kind: 'delivery', failed, waiting }
  }
  if (section === 'health') {
    const all = context.settings.reconciliations
    const health = await describeHealth(context, all.slice(skip, skip + HOME_PAGE_SIZE))
    return { kind: 'health', total: all.length, ...health }
  }
  const limit = HOME_PAGE_SIZE
  const { discrepancies, passed } = await readQueue(context, { queue: section, person: user, limit, from })
  return {
    kind: 'queue',
    queue: section,
    rows: withDefinitions(context, discrepancies),
    total: counts[section],
    passed,
  }
}
