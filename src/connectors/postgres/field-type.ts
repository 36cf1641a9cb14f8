import type { FieldType } from '../../domain/record.ts'

/** PostgreSQL's fixed type numbers (pg_type.oid). */
export const OID = {
  boolean: 16,
  int8: 20,
  int2: 21,
  text: 25,
  int4: 23,
  json: 114,
  float4: 700,
  float8: 701,
  money: 790,
  char: 1042,
  varchar: 1043,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
} as const

const FIELD_TYPES = new Map<number, FieldType>([
  [OID.boolean, 'boolean'],
  [OID.int2, 'integer'],
  [OID.int4, 'integer'],
  [OID.int8, 'integer'],
  [OID.numeric, 'decimal'],
  [OID.float4, 'decimal'],
  [OID.float8, 'decimal'],
  [OID.money, 'decimal'],
  [OID.date, 'date'],
  [OID.timestamp, 'timestamp'],
  [OID.timestamptz, 'timestamp'],
  [OID.json, 'json'],
  [OID.jsonb, 'json'],
])

/** The type a column is compared as; whatever has no type of its own is text. */
export function fieldType(oid: number): FieldType {
  return FIELD_TYPES.get(oid) ?? 'text'
}
