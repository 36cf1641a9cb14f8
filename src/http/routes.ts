import type { ApiRoute } from './define-route.ts'
import { listDiscrepanciesRoute } from './routes/list-discrepancies.ts'
import { listRunsRoute } from './routes/list-runs.ts'
import { noteEventsRoute } from './routes/note-events.ts'
import { readDiscrepancyRoute } from './routes/read-discrepancy.ts'
import { readRunRoute } from './routes/read-run.ts'
import { startRunRoute } from './routes/start-run.ts'
import { triageRoute } from './routes/triage.ts'

/** Everything that can be asked with a token, in the order of the document. */
export const ROUTES: readonly ApiRoute[] = [
  startRunRoute,
  listRunsRoute,
  readRunRoute,
  listDiscrepanciesRoute,
  readDiscrepancyRoute,
  triageRoute,
  noteEventsRoute,
]
