import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { Tolerance } from '../domain/reconciliation.ts'
import { FIELD_TYPES, type FieldType } from '../domain/record.ts'
import type { AdHocRequest, AdHocSide, FieldRules } from '../operations/plan-ad-hoc.ts'

/** What was written after `counterfoil compare`; each option may stand several times and hold a comma list. */
export interface CompareOptions {
  readonly key?: readonly string[]
  readonly fields?: readonly string[]
  readonly tolerance?: readonly string[]
  readonly lag?: readonly string[]
  readonly ignoreCase?: readonly string[]
  readonly type?: readonly string[]
  readonly rename?: readonly string[]
  readonly side?: readonly string[]
  readonly hints?: boolean
}

/** Turns the words into a request or refuses them with the option, the value and what to write. */
export function parseCompareOptions(places: readonly string[], options: CompareOptions): AdHocRequest {
  const sides = parseSides(places, options)
  const key = list(options.key)
  if (key.length === 0)
    refuse('--key is missing: write --key COLUMN, or --key COLUMN,COLUMN for a key of two parts')
  const fields = options.fields ? list(options.fields) : null
  const both = fields?.find((field) => key.includes(field))
  if (both !== undefined) refuse(`--fields "${both}" is part of the key already: leave it out of --fields`)
  return { sides, key: unique(key), fields: fields && unique(fields), rules: parseRules(options) }
}

function parseSides(places: readonly string[], options: CompareOptions): AdHocSide[] {
  const lettered = places.map((place, index) => ({ name: String.fromCharCode(97 + index), place }))
  const named = (options.side ?? []).map((word) => {
    const [name, place] = split(word, '--side', 'NAME=PATH, as in --side crm=crm.csv')
    if (!/^[A-Za-z_][\w-]*$/.test(name)) {
      refuse(
        `--side name "${name}" is not allowed: write letters, digits, _ and - only, as in --side crm=crm.csv`,
      )
    }
    return { name, place }
  })
  const sides = [...lettered, ...named]
  if (sides.length < 2) {
    refuse(
      `compare needs two sides or more, there ${sides.length === 1 ? 'is 1' : 'are none'}: write compare A B --key id`,
    )
  }
  if (lettered.length > 26)
    refuse(`${lettered.length} sides without a name are too many: name them with --side`)
  const twice = sides.find(({ name }, index) => sides.findIndex((side) => side.name === name) !== index)
  if (twice) refuse(`--side "${twice.name}" is there twice: give each side a name of its own`)
  return withRenames(sides, list(options.rename))
}

function withRenames(sides: readonly Omit<AdHocSide, 'rename'>[], renames: readonly string[]): AdHocSide[] {
  const names = sides.map((side) => side.name)
  const bySide = new Map<string, Record<string, string>>(names.map((name) => [name, {}]))
  const shape = 'SIDE.FIELD=COLUMN, as in --rename b.email=mail'
  for (const word of renames) {
    const [target, column] = split(word, '--rename', shape)
    const dot = target.indexOf('.')
    if (dot < 1 || dot === target.length - 1) refuse(`--rename "${word}" cannot be read: write ${shape}`)
    const side = target.slice(0, dot)
    const columns = bySide.get(side)
    if (!columns)
      refuse(
        `--rename "${word}": there is no side "${side}"${didYouMean(side, names)}; there are ${names.join(', ')}`,
      )
    columns[target.slice(dot + 1)] = column
  }
  return sides.map((side) => ({ ...side, rename: bySide.get(side.name)! }))
}

function parseRules(options: CompareOptions): Record<string, FieldRules> {
  const rules: Record<string, FieldRules> = {}
  const add = (field: string, rule: FieldRules) => {
    rules[field] = { ...rules[field], ...rule }
  }
  for (const word of list(options.tolerance)) {
    const [field, amount] = split(word, '--tolerance', 'FIELD=AMOUNT, as in --tolerance balance=0.01')
    add(field, { tolerance: parseTolerance(field, amount) })
  }
  for (const word of list(options.lag)) {
    const [field, duration] = split(word, '--lag', 'FIELD=DURATION, as in --lag seen_at=5s')
    add(field, { lagSeconds: parseLag(field, duration) })
  }
  for (const word of list(options.type)) {
    const [field, type] = split(word, '--type', 'FIELD=TYPE, as in --type balance=decimal')
    add(field, { type: parseType(field, type) })
  }
  for (const field of list(options.ignoreCase)) add(field, { ignoreCase: true })
  return rules
}

function parseTolerance(field: string, amount: string): Tolerance {
  const [, number, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(amount) ?? []
  if (number === undefined) {
    refuse(
      `--tolerance "${field}=${amount}" is no amount: write a decimal or a percentage, as in ${field}=0.01 or ${field}=0.5%`,
    )
  }
  const exact = number.startsWith('.') ? `0${number}` : number
  return percent ? { kind: 'percent', percent: exact } : { kind: 'absolute', amount: exact }
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

function parseLag(field: string, duration: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(duration) ?? []
  if (number === undefined || unit === undefined) {
    refuse(`--lag "${field}=${duration}" is no duration: write a number with s, m, h or d, as in ${field}=5s`)
  }
  return Number(number) * SECONDS[unit]!
}

function parseType(field: string, type: string): FieldType {
  const known = FIELD_TYPES.find((candidate) => candidate === type)
  if (known) return known
  return refuse(
    `--type "${field}=${type}" is unknown${didYouMean(type, FIELD_TYPES)}: write one of ${FIELD_TYPES.join(', ')}`,
  )
}

/** All words of a repeatable option with comma lists; `\,` is a comma that is part of a name. */
function list(words: readonly string[] | undefined): string[] {
  return (words ?? [])
    .flatMap((word) => word.split(/(?<!\\),/))
    .map((word) => word.replaceAll('\\,', ',').trim())
    .filter((word) => word !== '')
}

function split(word: string, option: string, shape: string): [string, string] {
  const at = word.indexOf('=')
  if (at < 1 || at === word.length - 1) refuse(`${option} "${word}" cannot be read: write ${shape}`)
  return [word.slice(0, at), word.slice(at + 1)]
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}

function refuse(sentence: string): never {
  throw new CounterfoilError('usage', sentence)
}
