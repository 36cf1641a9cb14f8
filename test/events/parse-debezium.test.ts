import { describe, expect, test } from 'vitest'
import type { MessageRules } from '../../src/domain/message-rules.ts'
import { placeOfValue } from '../../src/domain/place-of-value.ts'
import { UNREADABLE } from '../../src/events/message-reading.ts'
import { parseDebezium } from '../../src/events/parse-debezium.ts'

const NOW = new Date('2026-11-22T09:00:01Z')
const READ = new Date('2026-11-22T09:00:00.900Z')
const WRITTEN_MS = 1_795_338_000_123
const WRITTEN = new Date(WRITTEN_MS)

const places = (...names: string[]) => names.map((name) => placeOfValue(name)!)
const RULES: MessageRules = {
  ...{ side: 'shop', format: 'debezium', record: [], at: null },
  key: places('id'),
  columns: places('id', 'amount'),
}

/** As Connect's JSON converter writes the key without a schema. */
const KEY = '{"id": 7}'

function parse(value: object | string | null, key: string | null = KEY, rules = RULES) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const message = {
    ...{ partition: 0, offset: 7n, at: READ },
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(text),
  }
  return parseDebezium(message, rules, NOW)
}

const source = { version: '3.3.0.Final', connector: 'postgresql', ts_ms: WRITTEN_MS, table: 'orders' }
const row = (id: number, amount: string) => ({ id, amount })
const envelope = (op: string, before: object | null, after: object | null) => ({
  ...{ before, after, source, op },
  ts_ms: WRITTEN_MS + 500,
})
const written = (id: string, amount: string | null) => ({
  ...{ side: 'shop', key: [id], at: WRITTEN },
  record: amount === null ? null : { id, amount },
})

describe('parseDebezium()', () => {
  test.each(['c', 'r', 'u'])('keeps the row after %s, with the time at which the database wrote it', (op) => {
    const before = op === 'u' ? row(7, '1.00') : null
    expect(parse(envelope(op, before, row(7, '2.50')))).toEqual({ events: [written('7', '2.50')] })
  })

  test('takes a delete from the row before, or from the own key where the database does not tell it', () => {
    expect(parse(envelope('d', row(7, '2.50'), null), null)).toEqual({ events: [written('7', null)] })
    expect(parse(envelope('d', null, null))).toEqual({ events: [written('7', null)] })
    const own = '{"schema": {"type": "struct", "fields": []}, "payload": {"id": 7}}'
    expect(parse(envelope('d', null, null), own)).toEqual({ events: [written('7', null)] })
  })

  test('takes a message without a value as a delete at its own time', () => {
    expect(parse(null)).toEqual({ events: [{ side: 'shop', key: ['7'], at: READ, record: null }] })
    expect(parse(null, null)).toEqual({
      events: [],
      unreadable: 'it says that a record was deleted, and it has no key "id"',
    })
  })

  test('takes an update of the key as a delete of the old and a write of the new', () => {
    expect(parse(envelope('u', row(6, '2.50'), row(7, '2.50')))).toEqual({
      events: [written('6', null), written('7', '2.50')],
    })
  })

  test('reads decimals and times by the schema around them, each digit of them', () => {
    const decimal = { name: 'org.apache.kafka.connect.data.Decimal', parameters: { scale: '2' } }
    const fields = [
      { field: 'id', type: 'int64' },
      { field: 'amount', type: 'bytes', optional: true, ...decimal },
    ]
    const schema = {
      type: 'struct',
      fields: ['before', 'after'].map((field) => ({ field, type: 'struct', optional: true, fields })),
    }
    // -1234.56 is -123456 hundredths: FE 1D C0 in two's complement.
    const after = row(7, Buffer.from([0xfe, 0x1d, 0xc0]).toString('base64'))
    expect(parse({ schema, payload: envelope('c', null, after) })).toEqual({
      events: [written('7', '-1234.56')],
    })
  })

  test('says loudly that a table was emptied, and passes over messages that are about no row', () => {
    expect(parse(envelope('t', null, null), null)).toEqual({
      events: [],
      unreadable: 'it says that the whole table was emptied, which is not followed record by record',
    })
    expect(parse({ op: 'm', source, message: { prefix: 'x', content: 'eA==' } }, null)).toEqual({
      events: [],
    })
  })

  test('shows a record that cannot be read where its key is known', () => {
    const unreadable = {
      ...{ side: 'shop', key: ['7'], at: READ },
      record: { id: '7', amount: UNREADABLE },
    }
    expect(parse('{"after":')).toEqual({
      events: [unreadable],
      unreadable: 'its value is no change event of Debezium: it has no op',
    })
    expect(parse({ ...envelope('x', null, row(7, '1')), source: {}, ts_ms: READ.getTime() })).toEqual({
      events: [unreadable],
      unreadable: 'its op is none of c, r, u, d, t and m',
    })
    expect(parse({ id: 7, amount: '1' }, null).events).toEqual([])
  })
})
