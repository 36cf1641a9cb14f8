import { join } from 'node:path'
import { CounterfoilError } from '../domain/errors.ts'
import type { ReadEventRecords } from '../domain/event-records.ts'
import type { Log } from '../domain/log.ts'
import type { Settings } from '../domain/settings.ts'
import type { OnWait } from '../domain/source-wait.ts'
import type { Connector } from './contract.ts'
import { openConnector } from './open-connector.ts'

/**
 * Opens the sources of the settings by name. `dataFolder` is absolute; scratch files go below it. `eventRecords` reads what
 * events told; absent: the tracker is not open.
 */
export function connectTo({
  settings,
  dataFolder,
  log,
  eventRecords,
}: {
  settings: Settings
  dataFolder: string
  log: Log
  eventRecords?: ReadEventRecords | undefined
}) {
  return async (source: string, onWait?: OnWait): Promise<Connector> => {
    const found = settings.sources[source]
    if (!found) throw new CounterfoilError('not-found', `There is no source "${source}" in the config`)
    return await openConnector({
      name: source,
      settings: found,
      scratchFolder: join(dataFolder, 'scratch'),
      log,
      ...(eventRecords ? { eventRecords } : {}),
      ...(onWait ? { onWait } : {}),
    })
  }
}
