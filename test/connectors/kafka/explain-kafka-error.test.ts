import { expect, test } from 'vitest'
import { explainKafkaError } from '../../../src/connectors/kafka/explain-kafka-error.ts'

/** As the client throws it: the reason is one of several errors within, or the cause. */
const failure = (facts: object) =>
  Object.assign(new Error('failed 4 times with password s3cret'), {
    code: 'PLT_KFK_MULTIPLE',
    errors: [Object.assign(new Error('inner'), { cause: Object.assign(new Error('cause'), facts) })],
  })

test.each([
  [{ apiId: 'UNKNOWN_TOPIC_OR_PARTITION' }, 'source-missing', /There is no topic "orders"/],
  [{ apiId: 'TOPIC_AUTHORIZATION_FAILED' }, 'source-unreachable', /may not read topic "orders"/],
  [{ code: 'PLT_KFK_AUTHENTICATION' }, 'source-unreachable', /did not accept its user or password/],
  [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'source-unreachable', /No trusted TLS connection/],
  [{ code: 'PLT_KFK_UNSUPPORTED_COMPRESSION' }, 'source-encoding', /zstd/],
  [{ code: 'ECONNREFUSED' }, 'source-unreachable', /cannot be reached/],
] as const)('explainKafkaError() says %o as %s, without the words of the client', (facts, code, sentence) => {
  const said = explainKafkaError(failure(facts), 'orders_topic', 'orders')
  expect(said.code).toBe(code)
  expect(said.message).toMatch(sentence)
  expect(said.message).toContain('"orders_topic"')
  expect(said.message).not.toContain('s3cret')
})
