import { describe, expect, test } from 'vitest'
import { type JsonObject, readJson } from '../../src/domain/read-json.ts'
import { connectRow } from '../../src/events/connect-row.ts'

/** One value with the schema of its column, as text. */
function read(value: string, name?: string, parameters?: object) {
  const field = {
    field: 'x',
    type: 'bytes',
    ...(name ? { name } : {}),
    ...(parameters ? { parameters } : {}),
  }
  const schema = readJson(JSON.stringify({ type: 'struct', fields: [field] }))
  const found = connectRow(readJson(`{"x": ${value}}`) as JsonObject, schema).x
  return typeof found === 'object' && found !== null && 'text' in found ? { raw: found.text } : found
}

const DECIMAL = 'org.apache.kafka.connect.data.Decimal'
const base64 = (...bytes: number[]) => JSON.stringify(Buffer.from(bytes).toString('base64'))

describe('connectRow()', () => {
  test.each([
    [base64(0x00), '2', '0.00'],
    [base64(0x04, 0xd2), '2', '12.34'],
    [base64(0xff), '0', '-1'],
    [base64(0x80), '1', '-12.8'],
    [base64(0x05), '4', '0.0005'],
    [base64(0xfb), '4', '-0.0005'],
    [base64(0x05), '-3', '5000'],
    // 2^70 with three digits of fraction
    [base64(0x40, 0, 0, 0, 0, 0, 0, 0, 0), '3', '1180591620717411303.424'],
  ])('writes the decimal %s of scale %s as %s', (value, scale, text) => {
    expect(read(value, DECIMAL, { scale })).toBe(text)
  })

  test('writes a decimal whose scale stands beside it', () => {
    const struct = `{"scale": 2, "value": ${base64(0x04, 0xd2)}}`
    expect(read(struct, 'io.debezium.data.VariableScaleDecimal')).toBe('12.34')
  })

  test.each([
    ['io.debezium.time.Date', '20779', '2026-11-22'],
    ['org.apache.kafka.connect.data.Date', '-1', '1969-12-31'],
    ['io.debezium.time.Date', '-719162', '0001-01-01'],
    ['io.debezium.time.Timestamp', '1795338000123', '2026-11-22 09:00:00.123'],
    ['org.apache.kafka.connect.data.Timestamp', '1795338000000', '2026-11-22 09:00:00'],
    ['io.debezium.time.MicroTimestamp', '1795338000123456', '2026-11-22 09:00:00.123456'],
    ['io.debezium.time.MicroTimestamp', '-1', '1969-12-31 23:59:59.999999'],
    ['io.debezium.time.NanoTimestamp', '1795338000123456780', '2026-11-22 09:00:00.12345678'],
    ['io.debezium.time.Time', '32400123', '09:00:00.123'],
    ['io.debezium.time.MicroTime', '86400000000', '24:00:00'],
    ['io.debezium.time.NanoTime', '1', '00:00:00.000000001'],
  ])('writes %s %s as %s', (name, value, text) => {
    expect(read(value, name)).toBe(text)
  })

  test('leaves as it is what has no such schema, or lies where databases keep infinity', () => {
    expect(read('"2026-11-22T09:00:00Z"', 'io.debezium.time.ZonedTimestamp')).toBe('2026-11-22T09:00:00Z')
    expect(read('20779')).toEqual({ raw: '20779' })
    expect(read('1.50', 'io.debezium.data.Unknown')).toEqual({ raw: '1.50' })
    expect(read('null', DECIMAL, { scale: '2' })).toBeNull()
    expect(read('9223372036825200000', 'io.debezium.time.MicroTimestamp')).toEqual({
      raw: '9223372036825200000',
    })
    expect(read('"no base64!"', DECIMAL, { scale: '2' })).toBe('no base64!')
    expect(read(base64(1), DECIMAL)).toBe(JSON.parse(base64(1)))
  })
})
