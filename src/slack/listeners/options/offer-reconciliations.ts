import type { App } from '@slack/bolt'
import { RECONCILIATION_SELECT_ID, reconciliationOptions } from '../../messages/reconciliation-select.ts'
import type { Room } from '../room.ts'

/** Answers the select of reconciliations while somebody types. From the settings alone: Slack waits three seconds. */
export function registerOfferReconciliations(app: App, room: Room): void {
  app.options(RECONCILIATION_SELECT_ID, async ({ ack, payload }) => {
    await ack({ options: reconciliationOptions(room.context.settings.reconciliations, payload.value) })
  })
}
