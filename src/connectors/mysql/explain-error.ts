import { CounterfoilError, type ErrorCode } from '../../domain/errors.ts'

/** Why a source could not be reached. */
export function explainConnectError(name: string, address: string, cause: unknown): CounterfoilError {
  if (cause instanceof CounterfoilError) return cause
  const { code, message } = readError(cause)
  const sentence = `${name}: cannot connect to ${address}: ${message || code}; ${connectRemedy(code)}.`
  return new CounterfoilError('source-unreachable', sentence, { cause })
}

function connectRemedy(code: string): string {
  if (code === 'ECONNREFUSED') return 'check the url of the source and that the server runs'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'check the host in the url of the source'
  if (code === 'ER_ACCESS_DENIED_ERROR') return 'check user and password in the url of the source'
  if (code === 'ER_DBACCESS_DENIED_ERROR') return 'grant the user of the source access to the database'
  if (code === 'ER_BAD_DB_ERROR') return 'check the database in the url of the source'
  if (code === 'ER_CON_COUNT_ERROR' || code === 'ER_TOO_MANY_USER_CONNECTIONS') {
    return 'the server has no connection left; try again, or raise its max_connections'
  }
  if (code === 'ER_SECURE_TRANSPORT_REQUIRED') {
    return 'the server takes encrypted connections alone: write ssl-mode=REQUIRED, or VERIFY_IDENTITY, into the url of the source'
  }
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return 'set up TLS on the server, or write ssl-mode=DISABLED'
  if (/CERT|SSL|TLS|SELF_SIGNED/i.test(code)) {
    return 'check ssl-mode and ssl-ca in the url of the source, and the certificate of the server'
  }
  return 'check the url of the source and the network'
}

/** The server's numbers and SQLSTATEs of a failed statement: what became of the source, and what to do about it. */
const STATEMENT_ERRORS: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^(1146|1049) /, 'source-missing', 'check the name, with database and capitals as on the server'],
  [/^(1142|1143|1044|1370) /, 'source-query', 'grant SELECT to the user of the source'],
  [/^1054 /, 'source-query', 'check the column names of the side'],
  [/^1060 /, 'source-query', 'give the columns of the query different names'],
  [
    /^(1969|3024|1028) /,
    'source-incomplete',
    'raise statementTimeout of the source, or add an index on the key',
  ],
  [/^1317 /, 'source-incomplete', 'somebody stopped the statement on the server; run again'],
  [/^1205 /, 'source-incomplete', 'something locks the table; run again, or raise statementTimeout'],
  [/^1213 /, 'source-incomplete', 'run again'],
  [
    /^(1038|1114) /,
    'source-incomplete',
    'the server lacks memory or disk for sorting; add an index on the key, or raise its sort_buffer_size',
  ],
  [/^1792 /, 'source-query', 'sources are read in read-only transactions; write a query that only reads'],
  [/^(1267|1271|1300) /, 'source-query', 'check the character sets and collations that the query compares'],
  [
    /^(1305|1064) .*JSON_TABLE/is,
    'source-query',
    'some keys are read by JSON_TABLE: MySQL 8 or MariaDB 10.6',
  ],
  [/^\d+ (22|42|21|0A)/, 'source-query', 'check the table, query, where and dateColumn of the side'],
]

/** Why a statement failed. Errors with a sentence of their own pass; whatever else means that not all was read. */
export function explainStatementError(name: string, cause: unknown): CounterfoilError {
  if (cause instanceof CounterfoilError) return cause
  const { code, message, number, state } = readError(cause)
  const known = STATEMENT_ERRORS.find(([pattern]) => pattern.test(`${number} ${state} ${message}`))
  if (known) return new CounterfoilError(known[1], `${name}: ${message}; ${known[2]}.`, { cause })
  return new CounterfoilError(
    'source-incomplete',
    `${name}: the connection was lost before the last row was read (${message || code}); nothing is concluded, run again.`,
    { cause },
  )
}

function readError(cause: unknown) {
  if (!(cause instanceof Error)) return { code: '', message: String(cause ?? ''), number: 0, state: '' }
  // Node gathers the failures of every address of a host; they read alike, the first will do.
  const error = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause
  const { code, errno, sqlState } = error as { code?: unknown; errno?: unknown; sqlState?: unknown }
  return {
    code: typeof code === 'string' ? code : '',
    message: error.message.replace(/[.\s]+$/, ''),
    number: typeof errno === 'number' ? errno : 0,
    state: typeof sqlState === 'string' ? sqlState.replace(/^#/, '') : '',
  }
}
