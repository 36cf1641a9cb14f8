import type { FieldPacket } from 'mysql2'
import type { FieldType } from '../../domain/record.ts'
import type { CellFormat } from './row-encoder.ts'

/** What a column of a type is compared as, and how its cells are read. */
export interface MysqlType {
  readonly type: FieldType
  readonly nativeType: string
  readonly format: CellFormat
  /** A number that sorts and compares as an integer on the server. */
  readonly isInteger: boolean
}

/** The protocol's numbers of types. */
export const TYPE = {
  decimal: 0,
  tinyint: 1,
  float: 4,
  double: 5,
  timestamp: 7,
  date: 10,
  time: 11,
  datetime: 12,
  bit: 16,
  json: 245,
  newDecimal: 246,
  string: 254,
  geometry: 255,
} as const
const INTEGERS = new Map([
  [1, 'tinyint'],
  [2, 'smallint'],
  [3, 'int'],
  [8, 'bigint'],
  [9, 'mediumint'],
])
const FLAG = { notNull: 1, unsigned: 32, zerofill: 64, enum: 256, set: 2048 } as const
const BINARY_CHARSET = 63
/** Floats declared without digits after the point. */
export const ANY_DECIMALS = 31

export function hasFlag(field: FieldPacket, flag: keyof typeof FLAG): boolean {
  return (Number(field.flags) & FLAG[flag]) !== 0
}

export function isBinary(field: FieldPacket): boolean {
  return field.characterSet === BINARY_CHARSET
}

/** Reads a column's type off what the server says before its rows. */
export function mysqlType(field: FieldPacket): MysqlType {
  const length = field.columnLength ?? 0
  const unsigned = hasFlag(field, 'unsigned')
  const sign = `${unsigned ? ' unsigned' : ''}${hasFlag(field, 'zerofill') ? ' zerofill' : ''}`
  const integer = INTEGERS.get(field.columnType ?? -1)
  if (integer !== undefined) {
    // MySQL's BOOLEAN; no other width says anything about the values.
    const isBoolean = field.columnType === TYPE.tinyint && length === 1 && !unsigned
    const type = isBoolean ? 'boolean' : 'integer'
    return plain(type, isBoolean ? 'tinyint(1)' : `${integer}${sign}`, { isInteger: true })
  }
  switch (field.columnType) {
    case TYPE.decimal:
    case TYPE.newDecimal: {
      const digits = length - (field.decimals > 0 ? 1 : 0) - (unsigned ? 0 : 1)
      return plain('decimal', `decimal(${digits},${field.decimals})${sign}`)
    }
    case TYPE.float:
      return plain('decimal', 'float', { format: field.decimals === ANY_DECIMALS ? 'float' : 'plain' })
    case TYPE.double:
      return plain('decimal', 'double')
    case TYPE.timestamp:
      return plain('timestamp', `timestamp${precision(field)}`, { format: 'instant' })
    case TYPE.date:
      return plain('date', 'date')
    case TYPE.time:
      return plain('text', `time${precision(field)}`)
    case TYPE.datetime:
      return plain('timestamp', `datetime${precision(field)}`)
    case 13:
      return plain('integer', 'year')
    case TYPE.bit:
      return plain(length === 1 ? 'boolean' : 'integer', `bit(${length})`)
    case TYPE.json:
      return plain('json', 'json', { format: 'text' })
    default:
      return textType(field, length)
  }
}

function textType(field: FieldPacket, length: number): MysqlType {
  if (field.extendedFormat === 'json') return plain('json', 'json', { format: 'text' })
  const format = isBinary(field) ? 'hex' : 'text'
  return plain('text', textName(field, length), { format })
}

function textName(field: FieldPacket, length: number): string {
  if (field.extendedTypeName !== undefined) return field.extendedTypeName
  if (field.columnType === TYPE.geometry) return 'geometry'
  if (hasFlag(field, 'enum')) return 'enum'
  if (hasFlag(field, 'set')) return 'set'
  const isFixed = field.columnType === TYPE.string
  if (isFixed || field.columnType === 253 || field.columnType === 15) {
    const name = isBinary(field) ? 'binary' : 'char'
    const size = isBinary(field) ? length : length / 4
    return `${isFixed ? '' : 'var'}${name}(${size})`
  }
  if (field.columnType === 6) return 'null'
  return isBinary(field) ? 'blob' : 'text'
}

function precision(field: FieldPacket): string {
  return field.decimals > 0 && field.decimals < ANY_DECIMALS ? `(${field.decimals})` : ''
}

function plain(
  type: FieldType,
  nativeType: string,
  { format = 'plain', isInteger = false }: Partial<MysqlType> = {},
): MysqlType {
  return { type, nativeType, format, isInteger }
}
