import type { RawValue } from '../../src/domain/record.ts'

/** A field's rules, as few as the oracle needs. */
export interface OracleField {
  readonly name: string
  readonly type: 'text' | 'integer' | 'decimal' | 'boolean' | 'timestamp' | 'date' | 'json'
  readonly trim: boolean
  readonly ignoreCase: boolean
  readonly emptyIsNull: boolean
  readonly digitsOnly: boolean
  readonly nulls: 'mismatch' | 'pending' | 'ignore'
  /** In millionths; percent of the larger magnitude; seconds. */
  readonly within: { readonly kind: 'absolute' | 'percent' | 'seconds'; readonly size: bigint } | null
}

export interface OracleRecord {
  readonly key: readonly RawValue[]
  readonly values: Readonly<Record<string, RawValue>>
  /** Seconds ago; negative lies in the future; null where the side does not tell. */
  readonly ageSeconds: number | null
}

export interface OracleSide {
  readonly name: string
  readonly optional: boolean
  /** Hours that its clock is ahead of UTC. */
  readonly hoursAhead: number
  /** Words of the field `name` that mean another one here. */
  readonly words: Readonly<Record<string, string>>
  /** Fields that this side does not have. */
  readonly lacks: readonly string[]
  readonly records: readonly OracleRecord[]
}

export interface OracleCase {
  /** How each key part is compared. */
  readonly keyParts: readonly ('integer' | 'bytes')[]
  readonly graceSeconds: number
  readonly fields: readonly OracleField[]
  readonly sides: readonly OracleSide[]
}

/** What must be found, as sentences without an order, and what is counted. */
export interface OracleAnswer {
  readonly findings: readonly string[]
  readonly matched: number
  readonly agreeing: number
  readonly drift: number
}

/** The rules of equality read literally: every key is looked up on every side, and sides are compared two by two. */
export function oracleAnswer(given: OracleCase): OracleAnswer {
  const findings: string[] = []
  const keys = new Set<string>()
  for (const side of given.sides) {
    for (const { key } of side.records) {
      const wrong = key.findIndex((part, index) => keyPart(part, given.keyParts[index]!) === null)
      if (wrong >= 0) findings.push(`invalid ${JSON.stringify(key)} k${wrong} ${side.name} ${key[wrong]}`)
      else keys.add(keyText(given, key))
    }
  }
  let [matched, agreeing, drift] = [0, 0, 0]
  for (const key of keys) {
    const judged = judgeKey(given, key)
    findings.push(...judged.findings)
    drift += judged.drift
    if (judged.matched) matched++
    if (judged.matched && judged.findings.length === 0) agreeing++
  }
  return { findings: findings.sort(), matched, agreeing, drift }
}

function keyPart(part: RawValue, how: 'integer' | 'bytes'): string | null {
  if (part === null || part === '') return null
  if (how === 'bytes') return part
  return /^[+-]?\d+$/.test(part) ? String(BigInt(part.replace('+', ''))) : null
}

function keyText({ keyParts }: OracleCase, key: readonly RawValue[]): string {
  return JSON.stringify(key.map((part, index) => keyPart(part, keyParts[index]!)))
}

interface Present {
  readonly side: OracleSide
  readonly record: OracleRecord
}

function judgeKey(given: OracleCase, key: string) {
  const found = given.sides.map((side) => ({
    side,
    records: side.records.filter((record) => keyText(given, record.key) === key),
  }))
  const must = found.filter(({ side }) => !side.optional)
  const matched = must.every(({ records }) => records.length === 1)
  const twice = found.filter(({ records }) => records.length > 1)
  if (twice.length > 0) {
    const findings = twice.map(({ side, records }) => `duplicate ${key} ${side.name} ${records.length}`)
    return { findings, matched, drift: 0 }
  }
  const present = found.flatMap(({ side, records }) => (records[0] ? [{ side, record: records[0] }] : []))
  const from = must.flatMap(({ side, records }) => (records.length === 0 ? [side.name] : []))
  const findings: string[] = []
  if (from.length > 0 && !isYoung(given, present)) findings.push(`missing ${key} ${from.sort()}`)
  let drift = 0
  for (const field of given.fields) {
    const judged = judgeField(given, field, present)
    findings.push(...judged.findings.map((finding) => finding.replace('KEY', () => key)))
    if (judged.drift) drift++
  }
  return { findings, matched, drift }
}

function isYoung({ graceSeconds }: OracleCase, present: readonly Present[]): boolean {
  const ages = present.flatMap(({ record }) => (record.ageSeconds === null ? [] : [record.ageSeconds]))
  const oldest = Math.max(...ages)
  return ages.length > 0 && oldest < graceSeconds && oldest > -graceSeconds
}

function judgeField(given: OracleCase, field: OracleField, all: readonly Present[]) {
  const read = all
    .filter(({ side }) => !side.lacks.includes(field.name))
    .map((at) => ({ ...at, raw: at.record.values[field.name]!, meaning: meaningOf(field, at) }))
  const findings = read
    .filter(({ meaning }) => meaning === WRONG)
    .map(({ side, raw }) => `invalid KEY ${field.name} ${side.name} ${raw}`)
  const nulls = read.filter(({ meaning }) => meaning === null)
  const filled = read.filter(({ meaning }) => meaning !== null && meaning !== WRONG)
  const pairs = filled.flatMap((a, index) => filled.slice(index + 1).map((b) => [a.meaning, b.meaning]))
  const apart = pairs.some(([a, b]) => !agree(field, a!, b!))
  const told = filled.filter(({ record }) => record.ageSeconds !== null)
  const awaited = isYoung(given, told.length > 0 ? filled : read)
  const excused = field.nulls === 'ignore' || (field.nulls === 'pending' && awaited)
  if (apart || (nulls.length > 0 && filled.length > 0 && !excused)) {
    const values = read.map(({ side, raw }) => `${side.name}=${JSON.stringify(raw)}`).sort()
    return { findings: [...findings, `mismatch KEY ${field.name} ${values.join(' ')}`], drift: false }
  }
  return { findings, drift: pairs.some(([a, b]) => a !== b) }
}

const WRONG = Symbol('does not parse')
type Meaning = null | symbol | string | bigint

function agree(field: OracleField, a: Meaning, b: Meaning): boolean {
  if (a === b) return true
  if (typeof a !== 'bigint' || typeof b !== 'bigint' || !field.within) return false
  const apart = size(a - b)
  const { kind, size: limit } = field.within
  if (kind === 'percent') return [a, b].some((base) => apart * 100n <= limit * size(base))
  return apart <= (kind === 'seconds' ? limit * 1_000_000n : limit)
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value
}

function meaningOf(field: OracleField, { side, record }: Present): Meaning {
  const raw = record.values[field.name]!
  if (raw === null || (raw === '' && field.emptyIsNull)) return null
  let text = raw
  if (field.trim) text = text.trim()
  if (field.digitsOnly) text = [...text].filter((character) => character >= '0' && character <= '9').join('')
  if (field.ignoreCase) text = text.toLowerCase()
  if (field.name === 'name') text = side.words[text] ?? text
  return READERS[field.type](text, side)
}

const READERS: Readonly<Record<OracleField['type'], (text: string, side: OracleSide) => Meaning>> = {
  text: (text) => text,
  integer: (text) => {
    const number = millionths(text)
    return typeof number === 'bigint' && number % 1_000_000n !== 0n ? WRONG : number
  },
  decimal: millionths,
  boolean: (text) => {
    if (['t', 'true', '1', 'yes'].includes(text.toLowerCase())) return 'yes'
    return ['f', 'false', '0', 'no'].includes(text.toLowerCase()) ? 'no' : WRONG
  },
  date: (text) => /^(\d{4}-\d\d-\d\d)(?: 00:00:00)?$/.exec(text)?.[1] ?? WRONG,
  timestamp: (text, side) => {
    const [, day, time, zone] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(Z?)$/i.exec(text) ?? []
    if (day === undefined) return WRONG
    const hours = zone !== '' ? 0 : side.hoursAhead
    return BigInt(Date.parse(`${day}T${time}Z`) - hours * 3_600_000) * 1000n
  },
  json: (text) => {
    try {
      return JSON.stringify(sorted(JSON.parse(text)))
    } catch {
      return WRONG
    }
  },
}

/** A decimal of at most six places in millionths, with an exponent of up to two digits. */
function millionths(text: string): bigint | symbol {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e(\d{1,2}))?$/.exec(text) ?? []
  if (sign === undefined || whole + fraction === '') return WRONG
  const places = 6 + Number(exponent) - fraction.length
  const units = BigInt(whole + fraction) * 10n ** BigInt(places)
  return sign === '-' ? -units : units
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, member]) => [name, sorted(member)])
}
