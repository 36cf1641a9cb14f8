import { isObject, type Json, JsonNumber, type JsonObject } from '../domain/read-json.ts'

/**
 * A row with the values that Connect encodes written out by its schema: decimals with all their digits, days and
 * instants as text. A value that its schema does not explain stays as it is.
 */
export function connectRow(row: JsonObject, schema: Json | undefined): JsonObject {
  const fields = isObject(schema) && Array.isArray(schema.fields) ? (schema.fields as Json[]) : []
  const byName = new Map(fields.filter(isObject).map((field) => [field.field, field]))
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, connectValue(value, byName.get(name))]),
  )
}

function connectValue(value: Json, field: JsonObject | undefined): Json {
  if (value === null || typeof field?.name !== 'string') return value
  if (field.name === 'org.apache.kafka.connect.data.Decimal') return decimalOf(value, scaleOf(field)) ?? value
  if (field.name === 'io.debezium.data.VariableScaleDecimal' && isObject(value))
    return decimalOf(value.value, wholeOf(value.scale)) ?? value
  const unit = TIMES[field.name]
  const count = wholeOf(value)
  return unit === undefined || count === null ? value : (unit(count) ?? value)
}

function scaleOf({ parameters }: JsonObject): bigint | null {
  const scale = isObject(parameters) ? parameters.scale : undefined
  return typeof scale === 'string' && /^-?\d{1,5}$/.test(scale) ? BigInt(scale) : wholeOf(scale)
}

/** The bytes of a whole number, two's complement with the highest first, whose last `scale` digits are the fraction. */
function decimalOf(value: Json | undefined, scale: bigint | null): string | null {
  if (typeof value !== 'string' || scale === null || scale > 10_000n || scale < -10_000n) return null
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== value) return null
  const unscaled = BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled)
  if (scale <= 0n) return `${sign}${digits}${unscaled === 0n ? '' : '0'.repeat(Number(-scale))}`
  const padded = digits.padStart(Number(scale) + 1, '0')
  return `${sign}${padded.slice(0, -Number(scale))}.${padded.slice(-Number(scale))}`
}

function wholeOf(value: Json | undefined): bigint | null {
  return value instanceof JsonNumber && /^-?\d{1,19}$/.test(value.text) ? BigInt(value.text) : null
}

const PER_DAY = 86_400n

/** By the schema's name: how many of its units a second has. */
const TIMES: Readonly<Record<string, (count: bigint) => string | null>> = {
  'org.apache.kafka.connect.data.Date': (days) => dayText(days),
  'io.debezium.time.Date': (days) => dayText(days),
  'org.apache.kafka.connect.data.Time': (count) => timeText(count, 1_000n),
  'io.debezium.time.Time': (count) => timeText(count, 1_000n),
  'io.debezium.time.MicroTime': (count) => timeText(count, 1_000_000n),
  'io.debezium.time.NanoTime': (count) => timeText(count, 1_000_000_000n),
  'org.apache.kafka.connect.data.Timestamp': (count) => instantText(count, 1_000n),
  'io.debezium.time.Timestamp': (count) => instantText(count, 1_000n),
  'io.debezium.time.MicroTimestamp': (count) => instantText(count, 1_000_000n),
  'io.debezium.time.NanoTimestamp': (count) => instantText(count, 1_000_000_000n),
}

/** Null outside the years 1 to 9999, where databases keep infinity. */
function dayText(days: bigint): string | null {
  if (days < -719_162n || days > 2_932_896n) return null
  return new Date(Number(days) * 86_400_000).toISOString().slice(0, 10)
}

function timeText(count: bigint, perSecond: bigint): string | null {
  // 24:00:00 is a time to PostgreSQL; MySQL's can be longer or negative.
  if (count < 0n || count > PER_DAY * perSecond) return null
  const seconds = count / perSecond
  const parts = [seconds / 3_600n, (seconds / 60n) % 60n, seconds % 60n]
  return parts.map((part) => String(part).padStart(2, '0')).join(':') + fractionText(count, perSecond)
}

/** Without a zone, as the column had none. */
function instantText(count: bigint, perSecond: bigint): string | null {
  const perDay = PER_DAY * perSecond
  const inDay = ((count % perDay) + perDay) % perDay
  const day = dayText((count - inDay) / perDay)
  return day === null ? null : `${day} ${timeText(inDay, perSecond)}`
}

function fractionText(count: bigint, perSecond: bigint): string {
  const width = String(perSecond).length - 1
  const digits = String(count % perSecond)
    .padStart(width, '0')
    .replace(/0+$/, '')
  return digits === '' ? '' : `.${digits}`
}
