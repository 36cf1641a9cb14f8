import { answerPreviews } from './answer-previews.ts'
import { browsePreviews } from './browse-previews.ts'
import { cardPreviews } from './card-previews.ts'
import { checkPreviews } from './check-previews.ts'
import { commandPreviews } from './command-previews.ts'
import { digestPreviews } from './digest-previews.ts'
import { failingPreviews } from './failing-previews.ts'
import { fixManyPreviews } from './fix-many-previews.ts'
import { fixPreviews } from './fix-previews.ts'
import { heldPreviews } from './held-previews.ts'
import { historyPreviews } from './history-previews.ts'
import { homePreviews } from './home-previews.ts'
import { incidentPreviews } from './incident-previews.ts'
import { ladderPreviews } from './ladder-previews.ts'
import { listPreviews } from './list-previews.ts'
import { permissionPreviews } from './permission-previews.ts'
import type { Preview } from './preview.ts'
import { reportPreviews } from './report-previews.ts'
import { resolvePreviews } from './resolve-previews.ts'
import { runGroupPreviews } from './run-group-previews.ts'
import { runPreviews } from './run-previews.ts'
import { statusPreviews } from './status-previews.ts'
import { trendPreviews } from './trend-previews.ts'
import { triageManyPreviews } from './triage-many-previews.ts'
import { triagePreviews } from './triage-previews.ts'
import { windowPreviews } from './window-previews.ts'

/** Every kind of message, window and Home view in every state: the one table of pictures. */
export function previews(): readonly Preview[] {
  return [
    ...cardPreviews(),
    ...triagePreviews(),
    ...ladderPreviews(),
    ...windowPreviews(),
    ...resolvePreviews(),
    ...fixPreviews(),
    ...fixManyPreviews(),
    ...permissionPreviews(),
    ...incidentPreviews(),
    ...historyPreviews(),
    ...runPreviews(),
    ...runGroupPreviews(),
    ...triageManyPreviews(),
    ...browsePreviews(),
    ...heldPreviews(),
    ...failingPreviews(),
    ...checkPreviews(),
    ...listPreviews(),
    ...homePreviews(),
    ...digestPreviews(),
    ...statusPreviews(),
    ...answerPreviews(),
    ...commandPreviews(),
    ...reportPreviews(),
    ...trendPreviews(),
  ]
}
