import pg from 'pg'
import type { PostgresSettings } from '../../domain/settings.ts'
import { explainUrlError } from './explain-error.ts'

/** A Postgres source as the config names it. */
export interface PostgresSource {
  readonly name: string
  readonly settings: PostgresSettings
}

const CONNECT_TIMEOUT_MS = 15_000

/** A client that is not connected yet. Fails as `source-unreachable` where the URL, or a file that it names, cannot be read. */
export function makeClient(source: PostgresSource): pg.Client {
  try {
    const client = new pg.Client({
      connectionString: pinVerification(source.settings.url),
      application_name: 'counterfoil',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    })
    // A lost connection fails the statement in hand; without a listener it would also end the process.
    client.on('error', () => undefined)
    return client
  } catch (cause) {
    throw explainUrlError(source.name, cause)
  }
}

/**
 * The driver verifies the server's certificate and name under each of these words, and says that it will verify less one
 * day. Under its own name the strict one stays what it is.
 */
function pinVerification(url: string): string {
  if (/[?&]uselibpqcompat=true(&|$)/.test(url)) return url
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}
