import { CounterfoilError } from '../../domain/errors.ts'

/** A failure of the client as a sentence for people. Nothing of the client's own text is shown: it may quote settings. */
export function explainKafkaError(error: unknown, source: string, topic: string): CounterfoilError {
  if (error instanceof CounterfoilError) return error
  const words = causesOf(error).map(({ code, apiId, message }) => `${code} ${apiId} ${message}`)
  const is = (pattern: RegExp) => words.some((text) => pattern.test(text))
  const of = `of source "${source}"`
  const say = (code: 'source-missing' | 'source-unreachable' | 'source-encoding', sentence: string) =>
    new CounterfoilError(code, sentence, { cause: error })
  if (is(/UNKNOWN_TOPIC_OR_PARTITION|Unknown topic/))
    return say(
      'source-missing',
      `There is no topic "${topic}" on the brokers ${of}: make it, or correct sources.${source}.topic`,
    )
  if (is(/AUTHORIZATION_FAILED/))
    return say(
      'source-unreachable',
      `The user ${of} may not read topic "${topic}": allow it to describe and read the topic`,
    )
  if (is(/PLT_KFK_AUTHENTICATION|SASL|AUTHENTICATION_FAILED/))
    return say(
      'source-unreachable',
      `The brokers ${of} did not accept its user or password: look at sources.${source}.sasl`,
    )
  if (is(/CERT|certificate|SELF_SIGNED|wrong version number|ERR_TLS|ERR_SSL|UNABLE_TO_|TLS handshake/))
    return say(
      'source-unreachable',
      `No trusted TLS connection to the brokers ${of} could be made: look at sources.${source}.tls`,
    )
  if (is(/PLT_KFK_UNSUPPORTED_COMPRESSION/))
    return say(
      'source-encoding',
      `Messages of topic "${topic}" ${of} are compressed with zstd, which this Node.js cannot read: use Node.js 22.15 or later, or another compression`,
    )
  return say(
    'source-unreachable',
    `The brokers ${of} cannot be reached, or do not answer for topic "${topic}": look at sources.${source}.brokers, at whether they ask for tls or sasl, and at the network`,
  )
}

interface Cause {
  readonly code: string
  readonly apiId: string
  readonly message: string
}

/** The error, what it was caused by, and what it gathers. */
function causesOf(error: unknown): Cause[] {
  if (!(error instanceof Error)) return []
  const facts = error as Error & { code?: unknown; apiId?: unknown; errors?: unknown }
  const own = { code: String(facts.code ?? ''), apiId: String(facts.apiId ?? ''), message: error.message }
  const inner = Array.isArray(facts.errors) ? facts.errors : []
  return [own, ...[...inner, error.cause].flatMap(causesOf)]
}
