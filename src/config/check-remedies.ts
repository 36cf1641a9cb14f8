import { placeholdersOf } from '../domain/fill-call.ts'
import { parseStatement } from '../domain/parse-statement.ts'
import { remedyWords } from '../domain/remedy-words.ts'
import { keyColumns } from './key-columns.ts'
import type { ConfigPath, Problem } from './problem.ts'
import type { RemedyActionConfig, RemedyConfig } from './remedy-schema.ts'
import type { ReconciliationConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

interface Checked {
  readonly config: ReconciliationConfig
  readonly sourceTypes: Readonly<Record<string, string>>
}

/** What is wrong between remedies and the sides, fields and keys that they name. */
export function checkRemedies(checked: Checked): Problem[] {
  return Object.entries(checked.config.remedies ?? {}).flatMap(([name, remedy]) => {
    const path = ['remedies', name]
    return [
      ...checkWhen([...path, 'when'], remedy.when ?? {}, checked.config),
      ...checkAction(checked, { path, action: remedy, isReverse: false }),
      ...(remedy.reverse
        ? checkAction(checked, { path: [...path, 'reverse'], action: remedy.reverse, isReverse: true })
        : []),
      ...checkReverse(path, remedy),
    ]
  })
}

function checkWhen(
  path: ConfigPath,
  { field, likelyCorrect }: NonNullable<RemedyConfig['when']>,
  { fields, sides }: ReconciliationConfig,
): Problem[] {
  const said = [
    { word: 'field', names: [field ?? []].flat(), known: Object.keys(fields), kind: 'field' },
    { word: 'likelyCorrect', names: [likelyCorrect ?? []].flat(), known: Object.keys(sides), kind: 'side' },
  ]
  return said.flatMap(({ word, names, known, kind }) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => unknownName([...path, word], { word: name, kind, known })),
  )
}

interface CheckedAction {
  readonly path: ConfigPath
  readonly action: RemedyActionConfig
  readonly isReverse: boolean
}

function checkAction(checked: Checked, { path, action, isReverse }: CheckedAction): Problem[] {
  const { sql, http } = action
  if ((sql === undefined) === (http === undefined)) {
    const sentence = `${sql ? 'both sql and http are said' : 'it is not said what is done'}: write sql or http`
    return [{ path: sql ? [...path, 'http'] : path, sentence }]
  }
  const { side } = (sql ?? http)!
  const at = [...path, sql ? 'sql' : 'http']
  const known = Object.keys(checked.config.sides)
  if (!known.includes(side)) return [unknownName([...at, 'side'], { word: side, kind: 'side', known })]
  const words = wordsFor(checked.config, side, isReverse)
  if (sql) return checkSql(checked, { path: at, sql, words, isReverse })
  const { url, headers = {}, body = null, ifMatch } = http!
  const call = { method: 'POST', url, headers, body, timeoutSeconds: 1 } as const
  return [
    ...checkWords([...at, 'url'], placeholdersOf(call), words),
    ...(ifMatch === undefined
      ? []
      : checkWords([...at, 'ifMatch'], placeholdersOf({ ...call, url: ifMatch, body: null }), words)),
  ]
}

function wordsFor({ sides, fields }: ReconciliationConfig, target: string, isReverse: boolean): string[] {
  const keyNames = keyColumns(Object.values(sides)[0]!)
  const world = Object.entries(sides).map(([name, side]) => ({
    name,
    fields: Object.keys(fields).filter((field) => side.columns?.[field] !== null),
  }))
  return [...remedyWords({ sides: world, keyNames, target, isReverse }).keys()]
}

function checkWords(path: ConfigPath, said: readonly string[], known: readonly string[]): Problem[] {
  return said
    .filter((word) => !known.includes(word))
    .map((word) =>
      word === 'key'
        ? {
            path,
            sentence: `the key has several parts: write ${known.filter((one) => one.startsWith('key.')).join(', ')}`,
          }
        : unknownName(path, { word, kind: 'word', known }),
    )
}

interface CheckedSql {
  readonly path: ConfigPath
  readonly sql: NonNullable<RemedyActionConfig['sql']>
  readonly words: readonly string[]
  readonly isReverse: boolean
}

function checkSql({ config, sourceTypes }: Checked, { path, sql, words, isReverse }: CheckedSql): Problem[] {
  const side = config.sides[sql.side]!
  const type = sourceTypes[side.source]
  const refuse = (key: string, sentence: string) => [{ path: [...path, key], sentence }]
  if (type !== 'postgres' && type !== 'mysql')
    return refuse(
      'side',
      `"${sql.side}" is no Postgres or MySQL database: write http, or a side whose source is one`,
    )
  if (side.groupBy || side.via) {
    const why = side.groupBy ? 'makes one record of many' : 'translates its keys'
    return refuse('side', `"${sql.side}" ${why}, so no one record can be held fast: write http`)
  }
  const at = [...path, 'statement']
  const parsed = parseStatement(sql.statement, type)
  if ('problem' in parsed) return [{ path: at, sentence: parsed.problem }]
  const problems = checkWords(at, parsed.words, words)
  if (problems.length > 0) return problems
  const names = (word: RegExp) => parsed.words.some((each) => word.test(each))
  if (parsed.verb !== 'insert' && !names(/^key(\.|$)/))
    return [{ path: at, sentence: `it does not say which record: write where ${keyColumns(side)[0]} = :key` }]
  if (side.table === undefined && !names(/^seen$/))
    return refuse(
      'statement',
      `"${sql.side}" is read by a query, whose records cannot be locked: name the value that was seen, as in and column = :seen`,
    )
  if (isReverse && side.table === undefined)
    return refuse(
      'side',
      `"${sql.side}" is read by a query: a fix there cannot be taken back, remove reverse`,
    )
  return []
}

function checkReverse(path: ConfigPath, remedy: RemedyConfig): Problem[] {
  const sideOf = ({ sql, http }: RemedyActionConfig) => (sql ?? http)?.side
  const [done, reversed] = [sideOf(remedy), remedy.reverse && sideOf(remedy.reverse)]
  if (done === undefined || reversed === undefined || done === reversed) return []
  return [
    {
      path: [...path, 'reverse'],
      sentence: `it changes "${reversed}", and the remedy changes "${done}": write the same side`,
    },
  ]
}
