/**
 * What the log keeps of an error. Drivers put record values into theirs (the tracker's statement parameters, a
 * server's `detail`), and values never go to a log: of such errors only kind, code, statement and stack remain.
 */
export function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: errorFacts(error.cause) }
  const message = quotesValues(error) ? 'a statement of a database failed' : error.message
  const statement = 'query' in error && typeof error.query === 'string' ? { statement: error.query } : {}
  return { type: error.name, message, ...code, ...statement, stack: frames(error), ...cause }
}

/** Drizzle's errors hold the parameters, and PostgreSQL's quote the value that it refused. */
function quotesValues(error: Error): boolean {
  return 'params' in error || 'severity' in error
}

/** The places without the message, which stands at a stack's head. */
function frames(error: Error): string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
}
