import type { Log } from '../domain/log.ts'
import type { SourceSettings } from '../domain/settings.ts'
import type { Connector } from './contract.ts'

export interface ConnectorOptions {
  /** The source's name in the config, for messages. */
  readonly name: string
  readonly settings: SourceSettings
  /** Where sources that need scratch files make a folder of their own. */
  readonly scratchFolder: string
  readonly log: Log
}

/** Opens a source by its type. Each kind is loaded only when it is used, so Postgres never pays for DuckDB. */
export async function openConnector(options: ConnectorOptions): Promise<Connector> {
  const { settings, ...rest } = options
  switch (settings.type) {
    case 'postgres': {
      const { openPostgres } = await import('./postgres/open-postgres.ts')
      return openPostgres({ ...rest, settings })
    }
    case 'mysql': {
      const { openMysql } = await import('./mysql/open-mysql.ts')
      return openMysql({ ...rest, settings })
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
  }
}
