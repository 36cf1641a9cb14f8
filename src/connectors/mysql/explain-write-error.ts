import { CounterfoilError } from '../../domain/errors.ts'

/** By the server's number and SQLSTATE. The server's own sentence may hold values, so it is not repeated. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^(1062|1586) /, 'a record with the same unique value is there'],
  [/^(1451|1452|1216|1217) /, 'another record refers to it, or is referred to and not there'],
  [/^(1048|1364|3819|4025) |^\d+ 23/, 'a rule of the table forbids it'],
  [/^(1290|1792|1836) /, 'the server may only be read: write the URL of the primary'],
  [
    /^(1142|1143|1044|1370|1227) /,
    'the login for writing lacks a right: grant it SELECT and UPDATE on the table, and what the statement needs',
  ],
  [
    /^(1146|1054|1305|1049) /,
    'the statement names something that is not there: check its tables and columns',
  ],
  [/^1205 /, 'something else holds the record locked: try again later'],
  [/^(1969|3024|1317) /, 'the statement took too long: add an index, or write a simpler one'],
  [/^1213 /, 'it and another transaction waited for each other: try again'],
  [/^1020 /, 'another transaction changed the same: try again'],
  [/^1644 |^\d+ 45/, 'a trigger or a function of the database refused it'],
  [/^\d+ (22|01)|^(1264|1265|1366|1406) /, 'the server does not take a value'],
  [/^(1295|1064) |^\d+ 42/, 'the server cannot read the statement: check it'],
]

/** Why a change was not made, without values. */
export function explainWriteError(name: string, cause: unknown): { because: string; isChanged: boolean } {
  if (cause instanceof CounterfoilError)
    return { because: cause.message.replace(/\.$/, ''), isChanged: false }
  const { errno, sqlState, code } = (cause ?? {}) as { errno?: unknown; sqlState?: unknown; code?: unknown }
  const number = typeof errno === 'number' && errno > 0 ? errno : 0
  const state = typeof sqlState === 'string' ? sqlState.replace(/^#/, '') : ''
  const meaning = number === 0 ? undefined : MEANINGS.find(([pattern]) => pattern.test(`${number} ${state}`))
  if (meaning)
    return { because: `${name}: ${meaning[1]}; the server says ${number}`, isChanged: number === 1062 }
  if (number >= 1000 && state !== '' && !/^08/.test(state))
    return { because: `${name}: the statement failed; the server says ${number}`, isChanged: false }
  const word = typeof code === 'string' && /^[A-Z_]+$/.test(code) ? ` (${code})` : ''
  return { because: `${name}: the connection was lost${word}`, isChanged: false }
}
