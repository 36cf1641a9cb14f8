import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/engine/parse-json.ts'

describe('parseJson()', () => {
  it.each([
    ['{"a":1,"b":2}', ' { "b" : 2.0 , "a" : 1e0 } '],
    ['"\\u0041\\/"', '"A/"'],
    ['-0', '0'],
    ['[]', '[ ]'],
    ['{"a":2}', '{"a":1,"a":2}'],
    ['{"__proto__":1}', '{"__proto__":1.0}'],
  ])('gives one text for %s and %s', (a, b) => {
    expect(parseJson(a)).not.toBeNull()
    expect(parseJson(b)).toBe(parseJson(a))
  })

  it.each([
    ['9007199254740993', '9007199254740992'],
    ['[1,2]', '[2,1]'],
    ['"1"', '1'],
    ['null', '"null"'],
    ['{"a":null}', '{}'],
    ['{"a":["b"]}', '{"a":"[\\"b\\"]"}'],
    ['1e1000000', '1e1000001'],
    ['"\\ud83d"', '"\\\\ud83d"'],
  ])('keeps %s and %s apart', (a, b) => {
    expect(parseJson(a)).not.toBeNull()
    expect(parseJson(b)).not.toBe(parseJson(a))
  })

  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a"}',
    "{'a':1}",
    '01',
    '+1',
    '.5',
    'NaN',
    'tru',
    '1 2',
    '"a',
    '"\t"',
    '"\\x"',
    '{"a":1,}',
    '\u00a01',
  ])('refuses %j', (text) => {
    expect(parseJson(text)).toBeNull()
  })

  it('refuses what is nested without end, and does not end the stack', () => {
    expect(parseJson('['.repeat(1_000_000))).toBeNull()
    expect(parseJson('{"a":'.repeat(100_000))).toBeNull()
    expect(parseJson(`${'['.repeat(400)}${']'.repeat(400)}`)).not.toBeNull()
  })

  it('reads whatever JSON.stringify writes, and its own text again to the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = parseJson(JSON.stringify(value))
        expect(text).not.toBeNull()
        expect(parseJson(text!)).toBe(text)
        expect(JSON.parse(text!)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
