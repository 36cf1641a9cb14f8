import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { Scope } from '../../src/domain/scope.ts'
import type { Context } from '../../src/operations/context.ts'
import { type RunRequest, runReconciliation } from '../../src/operations/run-reconciliation.ts'
import type { TrackedFiles } from '../support/tracked-files.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'

export const everything: Scope = { kind: 'everything' }
export const changed: Scope = { kind: 'changed' }
export const keys = (...ids: string[]): Scope => ({ kind: 'keys', keys: ids.map((id) => ({ id })) })
export const days = (from: string, to: string): Scope => ({ kind: 'dates', from, to })

/** Files whose reconciliation `customers` runs, with a tracker on a server; both are new for each test of the file. */
export function openTrackedCustomers(config: string, contents: Readonly<Record<string, readonly string[]>>) {
  let server: TrackerServer
  let files: TrackedFiles

  beforeAll(async () => {
    server = await startTrackerServer()
  })
  afterAll(async () => await server?.close())
  beforeEach(async () => {
    files = await server.open(config)
    for (const [file, lines] of Object.entries(contents)) await files.write(file, lines)
  })
  afterEach(async () => await files?.close())

  return {
    run: (scope = everything, more: Partial<RunRequest> = {}) =>
      runReconciliation(files.context, {
        name: 'customers',
        scope,
        trigger: 'cli',
        requestedBy: 'ada',
        ...more,
      }),
    write: (file: string, lines: readonly string[]) => files.write(file, lines),
    /** Of the test that runs. */
    context: (): Context => files.context,
    folder: () => files.folder,
    /** Another config with a tracker of its own, which the test closes. */
    openOther: (other: string) => server.open(other),
  }
}
