import type { App } from '@slack/bolt'
import { registerAskFixMany } from './actions/ask-fix-many.ts'
import { registerBrowseGroup } from './actions/browse-group.ts'
import { registerDecideHeld } from './actions/decide-held.ts'
import { registerLookMenu } from './actions/look-menu.ts'
import { registerOpenFix } from './actions/open-fix.ts'
import { registerHistoryPages } from './actions/open-history.ts'
import { registerOpenResolve } from './actions/open-resolve.ts'
import { registerOpenEscalate } from './actions/open-triage-window.ts'
import { registerRetryDeliveries } from './actions/retry-deliveries.ts'
import { registerHide } from './actions/reveal.ts'
import { registerShowFields } from './actions/show-fields.ts'
import { registerShowTrend } from './actions/show-trend.ts'
import { registerSwitchRemedy } from './actions/switch-remedy.ts'
import { registerTriage } from './actions/triage.ts'
import { registerTriageMany } from './actions/triage-many.ts'
import { registerTurnHome } from './actions/turn-home.ts'
import { registerTurnPage } from './actions/turn-page.ts'
import { registerUndoFix } from './actions/undo-fix.ts'
import { registerUnknownAction } from './actions/unknown-action.ts'
import { registerUseMenu } from './actions/use-menu.ts'
import { registerRecon } from './commands/recon.ts'
import { registerHomeOpened } from './events/home-opened.ts'
import { registerOfferReconciliations } from './options/offer-reconciliations.ts'
import type { Room } from './room.ts'
import { registerSubmitCheck } from './views/submit-check.ts'
import { registerSubmitFix } from './views/submit-fix.ts'
import { registerSubmitFixMany } from './views/submit-fix-many.ts'
import { registerSubmitResolve } from './views/submit-resolve.ts'
import { registerSubmitRun } from './views/submit-run.ts'
import { registerSubmitTriage } from './views/submit-triage.ts'
import { registerSubmitTriageMany } from './views/submit-triage-many.ts'

/** Everything that people can do in Slack. Each listener acknowledges at once, calls one operation, and answers. */
export function registerListeners(app: App, room: Room): void {
  registerRecon(app, room)
  registerUseMenu(app, room)
  registerOfferReconciliations(app, room)
  registerSubmitCheck(app, room)
  registerSubmitRun(app, room)
  registerTriage(app, room)
  registerOpenResolve(app, room)
  registerOpenEscalate(app, room)
  registerLookMenu(app, room)
  registerTriageMany(app, room)
  registerSubmitTriageMany(app, room)
  registerBrowseGroup(app, room)
  registerHistoryPages(app, room)
  registerShowFields(app, room)
  registerHide(app, room)
  registerTurnPage(app, room)
  registerTurnHome(app, room)
  registerRetryDeliveries(app, room)
  registerShowTrend(app, room)
  registerDecideHeld(app, room)
  registerOpenFix(app, room)
  registerSubmitFix(app, room)
  registerUndoFix(app, room)
  registerAskFixMany(app, room)
  registerSubmitFixMany(app, room)
  registerSwitchRemedy(app, room)
  registerUnknownAction(app, room)
  registerSubmitResolve(app, room)
  registerSubmitTriage(app, room)
  registerHomeOpened(app, room)
}
