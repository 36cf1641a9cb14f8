import type { Connector } from '../../../src/connectors/contract.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { quietLog } from '../read-all.ts'

/** A source `billing` at a URL. */
export function openTestMysql(url: string, statementTimeoutSeconds = 60): Promise<Connector> {
  const settings = { type: 'mysql', url, statementTimeoutSeconds } as const
  return openConnector({ name: 'billing', settings, scratchFolder: '/nowhere', log: quietLog })
}
