import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Actor, Discrepancy, Status } from '../../src/domain/discrepancy.ts'
import type { MismatchFinding } from '../../src/domain/finding.ts'
import { findDiscrepancy, saveTransition } from '../../src/store/discrepancies.ts'
import { type Database, openDatabase } from '../../src/store/open-database.ts'
import { applyTransition, type TransitionRequest } from '../../src/tracker/apply-transition.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { copyEmbeddedTracker } from '../support/embedded-tracker.ts'
import { startPostgres } from '../support/postgres.ts'
import { saveKnown } from './save-known.ts'

export const NOW = new Date('2026-11-01T09:00:00.123Z')

export const ANNA: Actor = { kind: 'person', id: 'U1', surface: 'slack' }

/** An instant some minutes after `NOW`. */
export function later(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000)
}

/** Runs the same tests on the embedded tracker and on a real PostgreSQL. */
export function eachTracker(tests: (db: () => Database, kind: 'embedded' | 'server') => void): void {
  describe.each(['embedded', 'server'] as const)('on the %s tracker', (kind) => {
    let db: Database
    const cleanUps: (() => Promise<void>)[] = []

    beforeAll(async () => {
      const dataFolder = await mkdtemp(join(tmpdir(), 'counterfoil-store-'))
      cleanUps.push(() => rm(dataFolder, { recursive: true, force: true }))
      let databaseUrl: string | null = null
      if (kind === 'server') {
        const server = await startPostgres()
        cleanUps.push(() => server.close())
        databaseUrl = server.url
      } else await copyEmbeddedTracker(dataFolder)
      const tracker = await openDatabase({ databaseUrl, dataFolder })
      cleanUps.push(() => tracker.close())
      db = tracker.db
    })

    afterAll(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp()
    })

    tests(() => db, kind)
  })
}

/** What a person does to a discrepancy at that version, as the operation would save it. */
export async function triage(
  db: Database,
  before: Pick<Discrepancy, 'number' | 'version'>,
  { to, ...request }: { to: Status } & Omit<TransitionRequest, 'actor'> & { readonly actor?: Actor },
): Promise<Discrepancy | null> {
  const known = await findDiscrepancy(db, before.number)
  if (known === null) throw new Error(`there is no #${before.number}`)
  const discrepancy = { ...known, ...before }
  const planned = applyTransition(discrepancy, to, { actor: ANNA, ...request })
  return await saveTransition(db, { version: before.version, ...planned })
}

export { mismatch } from '../tracker/make-discrepancy.ts'

/** Opens one discrepancy as run `run-1` at `NOW`. */
export async function openOne(
  db: Database,
  finding: MismatchFinding,
  reconciliation: string,
): Promise<Discrepancy> {
  const opened = { type: 'opened', fingerprint: fingerprint(reconciliation, finding), finding } as const
  const [saved] = await saveKnown(db, { reconciliation, changes: [opened], runId: 'run-1', now: NOW })
  return saved!.discrepancy
}
