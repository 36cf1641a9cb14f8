import type { ReadEventRecords } from '../domain/event-records.ts'
import type { Log } from '../domain/log.ts'
import type { SourceSettings } from '../domain/settings.ts'
import type { OnWait } from '../domain/source-wait.ts'
import type { Connector } from './contract.ts'
import { pauseWhileBusy } from './pause-while-busy.ts'

export interface ConnectorOptions {
  /** The source's name in the config, for messages. */
  readonly name: string
  readonly settings: SourceSettings
  /** Where sources that need scratch files make a folder of their own. */
  readonly scratchFolder: string
  readonly log: Log
  readonly onWait?: OnWait
  /** What events told; absent: the tracker is not open. */
  readonly eventRecords?: ReadEventRecords
}

/** Opens a source by its type. Each kind is loaded only when it is used, so Postgres never pays for DuckDB. */
export async function openConnector(options: ConnectorOptions): Promise<Connector> {
  const { settings, ...rest } = options
  switch (settings.type) {
    case 'postgres': {
      const { openPostgres } = await import('./postgres/open-postgres.ts')
      const { retryCancelled } = await import('./postgres/retry-cancelled.ts')
      const { askPostgres } = await import('./postgres/ask-postgres.ts')
      const connector = retryCancelled(await openPostgres({ ...rest, settings }), rest)
      const ask = (query: string, signal: AbortSignal) => askPostgres({ ...rest, settings }, query, signal)
      return pauseWhileBusy(connector, settings.pauseWhile, { ...rest, ask })
    }
    case 'mysql': {
      const { openMysql } = await import('./mysql/open-mysql.ts')
      const { askMysql } = await import('./mysql/ask-mysql.ts')
      const connector = await openMysql({ ...rest, settings })
      const ask = (query: string, signal: AbortSignal) => askMysql({ ...rest, settings }, query, signal)
      return pauseWhileBusy(connector, settings.pauseWhile, { ...rest, ask })
    }
    case 'files': {
      const { openFiles } = await import('./files/open-files.ts')
      return openFiles({ ...rest, settings })
    }
    case 'http': {
      const { openHttp } = await import('./http/open-http.ts')
      return openHttp({ ...rest, settings })
    }
    case 'sqlite': {
      const { openSqlite } = await import('./sqlite/open-sqlite.ts')
      return openSqlite({ ...rest, settings })
    }
    case 'kafka':
    case 'events': {
      const { openEvents } = await import('./events/open-events.ts')
      return openEvents(rest)
    }
  }
}
