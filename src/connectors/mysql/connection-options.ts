import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'mysql2'
import { CounterfoilError } from '../../domain/errors.ts'
import { didYouMean } from '../../domain/nearest-name.ts'
import type { MysqlSource } from './mysql-source.ts'

const CONNECT_TIMEOUT_MS = 15_000
const DEFAULT_PORT = 3306
const PARAMETERS = ['ssl-mode', 'ssl-ca', 'socket']
const SSL_MODES = ['DISABLED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY']

/** Where and how to connect, from a source's URL: nothing else of the URL reaches the driver. No error quotes the URL. */
export function connectionOptions(source: MysqlSource): ConnectionOptions {
  const url = readUrl(source)
  const socket = url.parameters.get('socket')
  return {
    host: url.host,
    port: url.port,
    user: url.user,
    password: url.password,
    ...(url.database === '' ? {} : { database: url.database }),
    ...(socket ? { socketPath: socket } : {}),
    ...sslOptions(source.name, url),
    charset: 'UTF8MB4_BIN',
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableKeepAlive: true,
    // No server may ask this machine for its files.
    flags: ['-LOCAL_FILES'],
  }
}

function readUrl(source: MysqlSource) {
  try {
    const url = new URL(source.settings.url)
    return {
      host: decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost',
      port: Number(url.port || DEFAULT_PORT),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.replace(/^\//, '')),
      parameters: url.searchParams,
    }
  } catch {
    // The cause holds the URL with its password.
    throw unreachable(
      source.name,
      'the url cannot be read; write mysql://user:password@host:3306/database, with odd characters of the password as %XX',
    )
  }
}

function sslOptions(
  name: string,
  { host, parameters }: { host: string; parameters: URLSearchParams },
): Pick<ConnectionOptions, 'ssl'> {
  for (const parameter of parameters.keys()) {
    if (PARAMETERS.includes(parameter)) continue
    const remedy = didYouMean(parameter, PARAMETERS)
    throw unreachable(
      name,
      `the url has a parameter "${parameter}"${remedy}; write only ${PARAMETERS.join(', ')}`,
    )
  }
  const mode = parameters.get('ssl-mode')?.toUpperCase() ?? 'DISABLED'
  if (!SSL_MODES.includes(mode)) {
    throw unreachable(name, `the url has ssl-mode=${mode}; write one of ${SSL_MODES.join(', ')}`)
  }
  if (mode === 'DISABLED') return {}
  // The driver checks the name "localhost" where the host is an address.
  if (mode === 'VERIFY_IDENTITY' && isIP(host)) {
    throw unreachable(name, 'ssl-mode=VERIFY_IDENTITY needs the name of the server as the host of the url')
  }
  const ca = parameters.get('ssl-ca')
  return {
    ssl: {
      rejectUnauthorized: mode !== 'REQUIRED',
      verifyIdentity: mode === 'VERIFY_IDENTITY',
      ...(ca ? { ca: readCertificate(name, ca) } : {}),
    },
  }
}

function readCertificate(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw unreachable(name, `the file of ssl-ca cannot be read (${message}); check its path in the url`)
  }
}

function unreachable(name: string, problem: string): CounterfoilError {
  return new CounterfoilError('source-unreachable', `${name}: ${problem}.`)
}
