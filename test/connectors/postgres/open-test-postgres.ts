import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { quietLog } from '../read-all.ts'

/** A source `crm` at a URL. */
export function openTestPostgres(url: string, statementTimeoutSeconds = 60): Promise<Connector> {
  const settings = { type: 'postgres', url, statementTimeoutSeconds } as const
  return openConnector({ name: 'crm', settings, scratchFolder: '/nowhere', log: quietLog })
}
