import type { Run } from './run.ts'

/** Told what happened, by whoever did it: for metrics. It never throws and never waits. */
export interface Observer {
  /** Whatever became of it; one that failed has no summary. */
  runEnded(
    run: Pick<Run, 'reconciliation' | 'trigger' | 'state' | 'startedAt' | 'finishedAt' | 'summary'>,
  ): void
  /** Slack shows a message that was asked for so long ago. */
  delivered(seconds: number): void
  /** Slack waited so long for us. */
  acknowledged(seconds: number): void
}
