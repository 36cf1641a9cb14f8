import { listDiscrepancies } from '../../../operations/list-discrepancies.ts'
import { HOME_ROWS, homeView } from '../../messages/home-view.ts'
import type { Room } from '../room.ts'
import { withDefinitions } from '../with-definitions.ts'

/** Shows one person what is open, in their Home tab; `notice` says what became of their click. */
export async function publishHome(
  { context, client }: Room,
  user: string,
  notice: string | null,
): Promise<void> {
  const { discrepancies, total } = await listDiscrepancies(context, { limit: HOME_ROWS })
  const view = homeView({ rows: withDefinitions(context, discrepancies), total, notice })
  await client.views.publish({ user_id: user, view })
}
