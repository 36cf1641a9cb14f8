import { placeOfValue } from '../domain/place-of-value.ts'
import { keyColumns } from './key-columns.ts'
import type { Problem } from './problem.ts'
import type { ReconciliationConfig, SideConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

interface Checked {
  readonly config: ReconciliationConfig
  readonly sourceTypes: Readonly<Record<string, string>>
}

/** What is wrong with the topics of a reconciliation: the sides that are one, and those that one tells of. */
export function checkTopics(checked: Checked): Problem[] {
  return Object.entries(checked.config.sides).flatMap(([name, side]) => {
    const isTopic = checked.sourceTypes[side.source] === 'kafka'
    return [
      ...(isTopic ? checkPlaces(['sides', name], side) : []),
      ...(side.events ? checkEvents(['sides', name, 'events'], side, checked) : []),
    ]
  })
}

/** Columns of a topic are paths into its messages. */
function checkPlaces(path: readonly string[], side: SideConfig): Problem[] {
  const columns: [place: string, column: string][] = [
    ...keyColumns(side).map((column): [string, string] => ['key', column]),
    ...(side.updatedAt === undefined ? [] : [['updatedAt', side.updatedAt] as [string, string]]),
    ...(side.dateColumn === undefined ? [] : [['dateColumn', side.dateColumn] as [string, string]]),
  ]
  return columns
    .filter(([, column]) => placeOfValue(column) === null)
    .map(([place, column]) => ({
      path: [...path, place],
      sentence: `"${column}" is no path into a message: write it like order.id, $key or ["odd.name"]`,
    }))
}

function checkEvents(path: readonly string[], side: SideConfig, { config, sourceTypes }: Checked): Problem[] {
  const events = side.events!
  const type = sourceTypes[events.source]
  const topics = Object.keys(sourceTypes).filter((source) => sourceTypes[source] === 'kafka')
  if (type === undefined)
    return [unknownName([...path, 'source'], { word: events.source, kind: 'source', known: topics })]
  const problems: Problem[] = []
  if (config.expectWithin === undefined) {
    const sentence =
      'it is not said how soon the other sides must follow: write expectWithin: 5m on the reconciliation'
    problems.push({ path, sentence })
  }
  if (type !== 'kafka') {
    const sentence = `"${events.source}" is a source of type ${type}: write one of type kafka`
    problems.push({ path: [...path, 'source'], sentence })
  }
  if (sourceTypes[side.source] === 'kafka') {
    const sentence = 'the side is a topic itself, so its own messages tell: remove events'
    problems.push({ path, sentence })
  }
  const [parts, wanted] = [keyColumns(events).length, keyColumns(side).length]
  if (parts !== wanted) {
    const sentence = `the key has ${parts} here and ${wanted} on the side: write as many`
    problems.push({ path: [...path, 'key'], sentence })
  }
  return problems
}
