import { CounterfoilError } from '../../domain/errors.ts'

/** By SQLSTATE. The server's own sentence may hold values, so it is not repeated. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^23505$/, 'a record with the same unique value is there'],
  [/^23503$/, 'another record refers to it, or is referred to and not there'],
  [/^23/, 'a rule of the table forbids it'],
  [
    /^25006$/,
    'the login for writing may only read, or the server is a standby: give it the right, or the primary',
  ],
  [
    /^42501$/,
    'the login for writing lacks a right: grant it SELECT and UPDATE on the table, and what the statement needs',
  ],
  [/^42(P01|703|883)$/, 'the statement names something that is not there: check its tables and columns'],
  [/^42P18$|^42P08$|^42804$/, 'the server cannot tell the type of a word: write it like :seen::text'],
  [/^22(021|P05)$/, 'a value has a character that the database cannot hold'],
  [/^22/, 'the server does not take a value'],
  [/^55P03$/, 'something else holds the record locked: try again later'],
  [/^57014$/, 'the statement took too long: add an index, or write a simpler one'],
  [/^40P01$/, 'it and another transaction waited for each other: try again'],
  [/^40001$/, 'another transaction changed the same: try again'],
  [/^P0/, 'a trigger or a function of the database refused it'],
  [/^25P0[34]$|^57P|^08/, 'the server ended the connection'],
  [/^42/, 'the server cannot read the statement: check it'],
]

/** Why a change was not made, without values. */
export function explainWriteError(name: string, cause: unknown): { because: string; isChanged: boolean } {
  if (cause instanceof CounterfoilError)
    return { because: cause.message.replace(/\.$/, ''), isChanged: false }
  const { code, constraint } = (cause ?? {}) as { code?: unknown; constraint?: unknown }
  const state = typeof code === 'string' ? code : ''
  const meaning = MEANINGS.find(([pattern]) => pattern.test(state))?.[1]
  const rule = typeof constraint === 'string' ? ` (${constraint})` : ''
  const because = meaning
    ? `${name}: ${meaning}${rule}; the server says ${state}`
    : `${name}: the connection was lost${/^[A-Z_]+$/.test(state) ? ` (${state})` : ''}`
  return { because, isChanged: state === '23505' }
}
