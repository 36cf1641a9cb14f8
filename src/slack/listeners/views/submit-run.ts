import type { App, ViewSubmitAction } from '@slack/bolt'
import { RUN_CALLBACK_ID, RUN_INPUTS } from '../../messages/run-modal.ts'
import { readAudience } from '../audience-text.ts'
import { runNow } from '../commands/compare.ts'
import { guard } from '../guard.ts'
import type { Room } from '../room.ts'
import { chosenReconciliation, NOT_THERE } from './chosen-reconciliation.ts'

/** What was chosen in the window is run as by command. */
export function registerSubmitRun(app: App, room: Room): void {
  app.view<ViewSubmitAction>(RUN_CALLBACK_ID, async ({ ack, body }) => {
    const reconciliation = chosenReconciliation(room, body)
    if (reconciliation === null) return await ack({ response_action: 'errors', errors: NOT_THERE })
    await ack()
    const ticked = body.view.state.values[RUN_INPUTS.deep]?.[RUN_INPUTS.deep]?.selected_options ?? []
    const audience = readAudience(body.view.private_metadata, body.user.id)
    await guard(room, audience, () =>
      runNow(room, audience, { name: reconciliation.name, deep: ticked.length > 0 }),
    )
  })
}
