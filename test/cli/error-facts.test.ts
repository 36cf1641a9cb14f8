import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { errorFacts } from '../../src/cli/error-facts.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'

test("errorFacts() keeps no value of a failed statement, neither the parameters nor the server's own words", () => {
  const refused = Object.assign(new Error('invalid input syntax for type bigint: "s3cret"'), {
    severity: 'ERROR',
    code: '22P02',
    detail: 'Key (email)=(s3cret)',
  })
  const facts = errorFacts(new DrizzleQueryError('insert into t values ($1)', ['s3cret'], refused))
  expect(JSON.stringify(facts)).not.toContain('s3cret')
  expect(facts).toMatchObject({ statement: 'insert into t values ($1)', cause: { code: '22P02' } })
})

test('errorFacts() keeps the sentence and code of an error that was written for people', () => {
  const facts = errorFacts(new CounterfoilError('source-missing', 'There is no file "a.csv"'))
  expect(facts).toMatchObject({ code: 'source-missing', message: 'There is no file "a.csv"' })
})

test('errorFacts() keeps the places of the stack', () => {
  expect(errorFacts(new Error('oops'))).toMatchObject({
    stack: expect.arrayContaining([expect.stringContaining('at ')]),
  })
})
