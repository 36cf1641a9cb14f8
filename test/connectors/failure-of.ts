import { expect } from 'vitest'
import type { CounterfoilError } from '../../src/domain/errors.ts'

/** How a read fails: code and sentence. They and the cause are looked through for the passwords of test servers. */
export async function failureOf(reading: Promise<unknown>): Promise<string> {
  const error = (await reading.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )) as CounterfoilError
  for (const text of [error.message, String(error.cause), JSON.stringify(error.cause ?? null)]) {
    expect(text).not.toContain('s3cret-pw')
    expect(text).not.toContain('wrong-pw')
  }
  return `${error.code} | ${error.message}`
}
