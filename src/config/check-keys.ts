import { checkLocation } from './check-location.ts'
import { keyColumns } from './key-columns.ts'
import type { KeyConfig } from './key-schema.ts'
import type { ConfigPath, Problem } from './problem.ts'
import type { ReconciliationConfig, SideConfig } from './settings-schema.ts'
import { unknownName } from './unknown-name.ts'

/** Kinds of the sources by name. */
type SourceTypes = Readonly<Record<string, string>>

/** Rules for parts that the key does not have, or of sides that do not exist, or that cannot both be meant. */
export function checkKeyRules({ keys, sides }: ReconciliationConfig): Problem[] {
  const first = Object.values(sides)[0]
  const known = first ? keyColumns(first) : []
  return Object.entries(keys ?? {}).flatMap(([name, rules]) => {
    const path = ['keys', name]
    if (!known.includes(name)) return [unknownName(path, { word: name, kind: 'part of the key', known })]
    return [...checkPrefix(path, rules, Object.keys(sides)), ...checkType(path, rules)]
  })
}

function checkPrefix(path: ConfigPath, { stripPrefix }: KeyConfig, known: readonly string[]): Problem[] {
  if (stripPrefix === undefined || typeof stripPrefix === 'string') return []
  return Object.keys(stripPrefix)
    .filter((side) => !known.includes(side))
    .map((word) => unknownName([...path, 'stripPrefix', word], { word, kind: 'side', known }))
}

function checkType(path: ConfigPath, { type, keep }: KeyConfig): Problem[] {
  if (type === 'uuid' && keep !== undefined) {
    const sentence = 'a key of type uuid is read in every form it is written in: remove keep'
    return [{ path: [...path, 'keep'], sentence }]
  }
  if (type !== 'integer' || keep === undefined || keep === 'digits') return []
  return [{ path: [...path, 'keep'], sentence: 'a key of type integer has no letters: write keep: digits' }]
}

/** What is wrong with the mapping tables of the sides. */
export function checkVia({
  config,
  sourceTypes,
}: {
  readonly config: ReconciliationConfig
  readonly sourceTypes: SourceTypes
}): Problem[] {
  return Object.entries(config.sides).flatMap(([name, side]) =>
    side.via ? checkMapping(['sides', name, 'via'], { side, via: side.via, sourceTypes }) : [],
  )
}

function checkMapping(
  path: ConfigPath,
  {
    side,
    via,
    sourceTypes,
  }: {
    side: SideConfig
    via: NonNullable<SideConfig['via']>
    sourceTypes: SourceTypes
  },
): Problem[] {
  const type = sourceTypes[via.source]
  const problems =
    type === undefined
      ? [
          unknownName([...path, 'source'], {
            word: via.source,
            kind: 'source',
            known: Object.keys(sourceTypes),
          }),
        ]
      : checkLocation(path, via, type)
  const wanted = keyColumns(side).length
  for (const end of ['from', 'to'] as const) {
    const parts = keyColumns({ key: via[end] }).length
    if (parts === wanted) continue
    const sentence = `${parts} of the mapping's columns stand here and the key has ${wanted}: write as many`
    problems.push({ path: [...path, end], sentence })
  }
  return problems
}
