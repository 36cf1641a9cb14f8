import type { ConfigText } from './config-text.ts'
import type { Problem } from './problem.ts'

/** What is wrong with a topic as a whole: a password that stands in the file, and a time that Debezium says itself. */
export function checkKafkaSource(name: string, source: unknown, text: ConfigText): Problem[] {
  const { format, at, record } = source as { format?: unknown; at?: unknown; record?: unknown }
  const path = ['sources', name]
  const problems: Problem[] = []
  const password = [...path, 'sasl', 'password']
  const written = text.literal(password)
  if (written !== null && written !== '' && !/^\$\{[A-Za-z_]\w*\}$/.test(written)) {
    const sentence =
      'a password stands in this file: write "${KAFKA_PASSWORD}" and put it in the environment variable KAFKA_PASSWORD'
    problems.push({ path: password, sentence })
  }
  if (format !== 'debezium') return problems
  for (const [key, value] of Object.entries({ at, record })) {
    if (value === undefined) continue
    const sentence = `a change event of Debezium says itself where its record is and when it was written: remove ${key}`
    problems.push({ path: [...path, key], sentence })
  }
  return problems
}
