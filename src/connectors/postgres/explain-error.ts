import { CounterfoilError, type ErrorCode } from '../../domain/errors.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** Why a URL cannot be used. It is not quoted, and the cause is not kept: both hold the password. */
export function explainUrlError(name: string, cause: unknown): CounterfoilError {
  const isFile = cause instanceof Error && 'syscall' in cause && 'path' in cause
  const sentence = isFile
    ? `${name}: cannot read the certificate ${JSON.stringify(cause.path)} (${readError(cause).code}); check sslrootcert, sslcert and sslkey in the url of the source.`
    : `${name}: the url cannot be read; write postgres://user:password@host:5432/database, with odd characters of the password as %XX.`
  return new CounterfoilError('source-unreachable', sentence)
}

/** Why a source could not be reached. */
export function explainConnectError(name: string, address: Address, cause: unknown): CounterfoilError {
  const place = `${address.host}:${address.port}`
  const { code, message } = readError(cause)
  const sentence = `${name}: cannot connect to ${place}: ${message || code}; ${connectRemedy(code, message)}.`
  return new CounterfoilError('source-unreachable', sentence, { cause })
}

function connectRemedy(code: string, message: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'write the host into the url as the certificate has it'
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return CERTIFICATE_REMEDY
  // The driver's own sentence, without a code.
  if (/does not support SSL/.test(message)) return 'take sslmode out of the url, or turn on ssl at the server'
  if (code === '28000' && /no encryption/.test(message))
    return 'the server may want TLS: write sslmode=verify-full into the url of the source'
  if (code === '57P03') return 'the server is starting up or takes no readers yet; run again later'
  if (code === 'ECONNREFUSED') return 'check the url of the source and that the server runs'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'check the host in the url of the source'
  if (code === '28P01' || code === '28000') return 'check user and password in the url of the source'
  if (code === '3D000') return 'check the database in the url of the source'
  if (code === '53300') return 'the server has no connection left; try again, or raise its max_connections'
  return 'check the url of the source and the network'
}

const CERTIFICATE_REMEDY =
  'name the certificate of its authority in the url (sslrootcert=FILE), or trust any server with sslmode=no-verify'

/** SQLSTATEs and error codes of a statement: what became of the source, and what to do about it. */
const STATEMENT_ERRORS: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/^(42P01|3F000)$/, 'source-missing', 'check the name, with schema and capitals as in the database'],
  [/^42703$/, 'source-query', 'check the column names of the side'],
  [/^42501$/, 'source-query', 'grant SELECT to the user of the source'],
  [/^57014$/, 'source-incomplete', 'raise statementTimeout of the source, or add an index on the key'],
  [
    /^(40001|40P01)$/,
    'source-incomplete',
    'run again; on a standby turn on hot_standby_feedback or raise max_standby_streaming_delay, or read the primary',
  ],
  [/^57P04$/, 'source-missing', 'the database was dropped; check the url of the source'],
  [/^22(021|P05)$/, 'source-encoding', 'correct the data, or select convert_from(...) in a query'],
  [/^25006$/, 'source-query', 'sources are read in read-only transactions; write a query that only reads'],
  [/^(22|42|0A|2F|39|P0|21|23)/, 'source-query', 'check the table, query, where and dateColumn of the side'],
]

/** Why a statement failed. Errors with a sentence of their own pass; whatever else means that not all was read. */
export function explainStatementError(name: string, cause: unknown): CounterfoilError {
  if (cause instanceof CounterfoilError) return cause
  const { code, message } = readError(cause)
  const known = STATEMENT_ERRORS.find(([pattern]) => pattern.test(code))
  if (known) return new CounterfoilError(known[1], `${name}: ${message}; ${known[2]}.`, { cause })
  return new CounterfoilError(
    'source-incomplete',
    `${name}: the connection was lost before the last row was read (${message || code}); nothing is concluded, run again.`,
    { cause },
  )
}

function readError(cause: unknown): { code: string; message: string } {
  if (!(cause instanceof Error)) return { code: '', message: String(cause ?? '') }
  // Node gathers the failures of every address of a host; they read alike, the first will do.
  const error = cause instanceof AggregateError && cause.errors[0] instanceof Error ? cause.errors[0] : cause
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const hint = 'hint' in error && typeof error.hint === 'string' ? ` (${error.hint})` : ''
  return { code, message: `${error.message}${hint}`.replace(/[.\s]+$/, '') }
}
