import { describe, expect, test } from 'vitest'
import type { MessageRules } from '../../src/domain/message-rules.ts'
import { placeOfValue } from '../../src/domain/place-of-value.ts'
import { UNREADABLE } from '../../src/events/message-reading.ts'
import { parseJsonMessage } from '../../src/events/parse-json-message.ts'

const SENT = new Date('2026-11-22T09:00:00.250Z')
const NOW = new Date('2026-11-22T09:00:01Z')

const places = (...names: string[]) => names.map((name) => placeOfValue(name)!)

function rules(more: Partial<MessageRules> = {}): MessageRules {
  const columns = places('id', 'amount', 'customer.email', 'tags', 'paid')
  return { side: 'shop', format: 'json', key: places('id'), record: [], at: null, columns, ...more }
}

function parse(value: string | Buffer | null, more: Partial<MessageRules> = {}, key: string | null = null) {
  const bytes = (text: string | Buffer | null) => (text === null ? null : Buffer.from(text))
  const message = { partition: 0, offset: 7n, at: SENT, key: bytes(key), value: bytes(value) }
  return parseJsonMessage(message, rules(more), NOW)
}

describe('parseJsonMessage() of a record', () => {
  test('keeps every digit, nested values as JSON, booleans as words, and leaves out what is not there', () => {
    const value =
      '{"id": 9007199254740993, "amount": 0.10, "customer": {"email": null}, "tags": [1.0, {"a": "b"}], "other": 1}'
    expect(parse(value)).toEqual({
      events: [
        {
          side: 'shop',
          key: ['9007199254740993'],
          at: SENT,
          record: { id: '9007199254740993', amount: '0.10', 'customer.email': null, tags: '[1.0,{"a":"b"}]' },
        },
      ],
    })
    expect(parse('{"id": true, "paid": false}').events).toMatchObject([
      { key: ['true'], record: { id: 'true', paid: 'false' } },
    ])
  })

  test('takes a key of several parts from wherever it is, also from the own key of the message', () => {
    const key = places('$key.region', 'order.id')
    const read = parse('{"order": {"id": "A/7"}}', { key, columns: null }, '{"region": "eu"}')
    expect(read).toEqual({ events: [{ side: 'shop', key: ['eu', 'A/7'], at: SENT }] })
    const plain = (sent: string) => parse('{}', { key: places('$key'), columns: null }, sent).events[0]?.key
    expect(plain('007')).toEqual(['007'])
    expect(plain('"A 1"')).toEqual(['A 1'])
    expect(plain('{no json')).toEqual(['{no json'])
  })

  test('finds the record below a member, and the time in it or around it', () => {
    const more = { record: ['data'], at: ['meta', 'written'], columns: places('id') }
    const value = '{"meta": {"written": "2026-11-22 10:30:00.5+02:00"}, "data": {"id": 1}}'
    expect(parse(value, more)).toEqual({
      events: [{ side: 'shop', key: ['1'], at: new Date('2026-11-22T08:30:00.500Z'), record: { id: '1' } }],
    })
    expect(parse('{"data": {"id": 1, "meta": {"written": 1763800000}}}', more).events[0]?.at).toEqual(
      new Date('2025-11-22T08:26:40Z'),
    )
  })

  test('takes the time of the message where its own is none', () => {
    const at = (written: string) => parse(`{"id": 1, "at": ${written}}`, { at: ['at'] }).events[0]?.at
    expect(at('"soon"')).toEqual(SENT)
    expect(at('"0001-01-01T00:00:00Z"')).toEqual(SENT)
    expect(at('null')).toEqual(SENT)
    expect(at('"2026-11-22"')).toEqual(new Date('2026-11-22T00:00:00Z'))
  })
})

describe('parseJsonMessage() of a deletion', () => {
  const deleted = (key: string[]) => ({ events: [{ side: 'shop', key, at: SENT, record: null }] })

  test('takes the key from the own key of the message, however it is written there', () => {
    expect(parse(null, {}, '42')).toEqual(deleted(['42']))
    expect(parse(null, {}, '{"id": 42}')).toEqual(deleted(['42']))
    expect(parse(null, { key: places('order.id') }, '{"id": 42}')).toEqual(deleted(['42']))
    expect(parse(null, { key: places('$key.id') }, '{"id": 42}')).toEqual(deleted(['42']))
  })

  test('is also said by null where the record is', () => {
    expect(parse('{"data": null}', { record: ['data'] }, '42')).toEqual(deleted(['42']))
  })

  test('is unreadable where nothing says of which record', () => {
    expect(parse(null)).toEqual({ events: [], unreadable: 'it has no value, and it has no key "id"' })
    expect(parse(null, { key: places('id', 'region') }, '42').events).toEqual([])
  })
})

describe('parseJsonMessage() of what cannot be read', () => {
  test('says what is wrong, and never a value', () => {
    const why = (value: string | Buffer) => parse(value)
    expect(why('{"id": 1')).toEqual({ events: [], unreadable: 'its value is no JSON' })
    expect(why(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({ events: [], unreadable: 'its value is no JSON' })
    expect(why('[1]')).toEqual({ events: [], unreadable: 'its value holds no record' })
    expect(why('{"id": ""}')).toEqual({ events: [], unreadable: 'its key "id" is empty' })
    expect(why('{"amount": 3}')).toEqual({ events: [], unreadable: 'it has no key "id"' })
    expect(why('{"id": {"a": 1}}')).toEqual({
      events: [],
      unreadable: 'its key "id" is no text, number or boolean',
    })
    const hostile = 'its key "id" holds a character that no system can hold'
    expect(why('{"id": "a\\u0000b"}')).toEqual({ events: [], unreadable: hostile })
    expect(why('{"id": "\\ud800"}')).toEqual({ events: [], unreadable: hostile })
    expect(why(`{"id": "${'x'.repeat(5000)}"}`)).toEqual({
      events: [],
      unreadable: 'its key is longer than 4096 bytes',
    })
  })

  test('shows a record that cannot be read where its key is known, so that it is found and not forgotten', () => {
    const more = { key: places('$key'), columns: places('$key', 'amount') }
    expect(parse('{"amount":', more, '42')).toEqual({
      events: [{ side: 'shop', key: ['42'], at: SENT, record: { $key: '42', amount: UNREADABLE } }],
      unreadable: 'its value is no JSON',
    })
  })

  test('does not take the own key of a message for that of its record, which may be another', () => {
    expect(parse('{"amount":', {}, '42').events).toEqual([])
  })
})
