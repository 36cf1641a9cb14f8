import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallTemplate } from '../../src/domain/call-template.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'
import { fillCall, placeholdersOf } from '../../src/domain/fill-call.ts'
import { PROPERTY_RUNS } from '../engine/property-runs.ts'

const template = (parts: Partial<CallTemplate>): CallTemplate => ({
  method: 'POST',
  url: 'https://api.example.com/contacts',
  headers: {},
  body: null,
  timeoutSeconds: 10,
  ...parts,
})

/** Text that breaks what is put together from texts. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '"',
        '\\',
        '}{',
        '{key}',
        '{{',
        '}}',
        "'",
        ';',
        '../',
        '..',
        '.',
        '/',
        '?',
        '&',
        '#',
        '%2e',
        '%2F',
        '%',
        '\u0000',
        '\ud800',
        '\u2028',
        'ä',
        '🚨',
        '$(id)',
        '`id`',
        ',',
        ':',
        '@',
        '__proto__',
        ' ',
        'x'.repeat(3_000),
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join('')),
)

describe('fillCall()', () => {
  test('puts values into url, headers and body', () => {
    const filled = fillCall(
      template({
        method: 'PATCH',
        url: 'https://api.example.com/contacts/{key}?by={by}',
        headers: { 'X-Note': 'for {key}' },
        body: {
          email: '{crm.email}',
          amount: '{seen:number}',
          text: 'was {seen}',
          list: ['{by}', 7, null, true],
        },
      }),
      { key: 'A 1/2', by: 'U1&x', 'crm.email': 'a"b@example.com', seen: '12345678901234567890.10' },
    )
    expect(filled).toStrictEqual({
      method: 'PATCH',
      url: 'https://api.example.com/contacts/A%201%2F2?by=U1%26x',
      headers: { 'content-type': 'application/json', 'x-note': 'for A 1/2' },
      body: '{"email":"a\\"b@example.com","amount":12345678901234567890.10,"text":"was 12345678901234567890.10","list":["U1&x",7,null,true]}',
    })
  })

  test('writes null as null where the placeholder stands alone, and refuses it beside text', () => {
    const values = { seen: null }
    expect(fillCall(template({ body: { a: '{seen}', b: '{seen:number}' } }), values).body).toBe(
      '{"a":null,"b":null}',
    )
    expect(() => fillCall(template({ body: 'x{seen}' }), values)).toThrow('{seen} in the body is null')
    expect(() => fillCall(template({ url: 'https://a.example/{seen}' }), values)).toThrow(
      '{seen} in the url is null',
    )
    expect(() => fillCall(template({ headers: { a: '{seen}' } }), values)).toThrow(
      '{seen} in the header a is null',
    )
  })

  test('takes doubled braces as braces, and those around nothing as they are', () => {
    const filled = fillCall(template({ body: ['{{key}}', '{{{key}}}', '{', '{}', 'a}'] }), { key: '1' })
    expect(filled.body).toBe('["{key}","{1}","{","{}","a}"]')
  })

  test('names the nearest value for one that it does not know', () => {
    expect(() => fillCall(template({ body: '{crm.emial}' }), { key: '1', 'crm.email': 'x' })).toThrow(
      '{crm.emial} in the body is no known value (did you mean "crm.email"?); write one of key, crm.email, or {{crm.emial}} for the text itself',
    )
    expect(() => fillCall(template({ body: '{toString}' }), { key: '1' })).toThrow('no known value')
  })

  test.each(['', '.', '..', '../admin', 'a/../b', 'a\\..\\b', '\ud800'])('refuses %j in a path', (key) => {
    expect(() => fillCall(template({ url: 'https://a.example/c/{key}' }), { key })).toThrow(
      '{key} in the url',
    )
  })

  test('refuses a step that a value and the text beside it make together', () => {
    const url = 'https://a.example/c/.{key}/x'
    expect(fillCall(template({ url }), { key: 'a' }).url).toBe('https://a.example/c/.a/x')
    expect(() => fillCall(template({ url: 'https://a.example/c/%2e{key}/x' }), { key: '.' })).toThrow(
      'step of . or ..',
    )
    expect(() => fillCall(template({ url: 'https://a.example/c/./x' }), {})).toThrow('step of . or ..')
  })

  test.each([
    '{key}',
    'https://{key}/x',
    'https://a.{key}.example/',
    '//a.example/{key}',
    'file:///etc/{key}',
  ])('refuses %s, whose host nobody could tell', (url) => {
    expect(() => fillCall(template({ url }), { key: 'evil.example' })).toThrow('must begin with http')
  })

  test.each(['1,5', '+1', '.5', '007', '0x1', '1e', 'NaN', '', '1}', '1 '])(
    'refuses %j as a number',
    (seen) => {
      expect(() => fillCall(template({ body: { n: '{seen:number}' } }), { seen })).toThrow(
        'as JSON writes a number',
      )
    },
  )

  test('refuses what cannot be sent at all', () => {
    expect(() => fillCall(template({ method: 'GET', body: {} }), {})).toThrow('A GET has no body')
    expect(() => fillCall(template({ headers: { 'a b': 'x' } }), {})).toThrow('"a b" is no name of a header')
    expect(() => fillCall(template({ headers: { A: 'x', a: 'y' } }), {})).toThrow('stands twice')
    expect(() => fillCall(template({ url: 'https://a.example/{key}' }), { key: 'x'.repeat(9_000) })).toThrow(
      '8000 are the most',
    )
    expect(() => fillCall(template({ body: { a: '{key:number}x' } }), { key: '1' })).toThrow(
      'beside other text',
    )
  })

  test('never lets a value be more than one piece of what is sent', () => {
    const pieces = template({
      url: 'https://api.example.com/contacts/{key}/mail?by={by}&fixed=1#end',
      headers: { 'X-Key': 'a{key}b' },
      body: { fixed: 1, leaf: '{seen}', text: '<{seen}>' },
    })
    let filledCount = 0
    fc.assert(
      fc.property(hostile, hostile, hostile, (key, by, seen) => {
        const filled = filledOrRefused(pieces, { key, by, seen }, [key, by, seen])
        if (filled === null) return
        filledCount++
        const url = new URL(filled.url)
        expect(url.origin).toBe('https://api.example.com')
        expect(url.pathname.split('/').map(decodeURIComponent)).toStrictEqual(['', 'contacts', key, 'mail'])
        expect([...url.searchParams.keys()]).toStrictEqual(['by', 'fixed'])
        expect(decodeURIComponent(/[?&]by=([^&#]*)/.exec(filled.url)![1]!)).toBe(by)
        expect(filled.headers['x-key']).toBe(`a${key}b`)
        expect(filled.headers['x-key']).not.toMatch(/[\r\n\0]/)
        expect(JSON.parse(filled.body!)).toStrictEqual({ fixed: 1, leaf: seen, text: `<${seen}>` })
      }),
      { numRuns: PROPERTY_RUNS },
    )
    expect(filledCount).toBeGreaterThan(0)
  })

  test('puts any text into a body', () => {
    fc.assert(
      fc.property(hostile, (seen) => {
        const filled = fillCall(template({ body: { leaf: '{seen}' } }), { seen })
        expect(JSON.parse(filled.body!)).toStrictEqual({ leaf: seen })
      }),
      { numRuns: PROPERTY_RUNS },
    )
  })
})

describe('placeholdersOf()', () => {
  test('names each once, wherever it stands', () => {
    const found = placeholdersOf(
      template({
        url: 'https://a.example/{key}?x={key.part}',
        headers: { a: '{by}' },
        body: [{ b: '{seen:number} {key}' }, '{{no}}', 3, null, '{a:b}'],
      }),
    )
    expect(found).toStrictEqual(['key', 'key.part', 'by', 'seen', 'a:b'])
  })
})

/** A refusal names a placeholder and never a value. */
function filledOrRefused(call: CallTemplate, values: Record<string, string>, secrets: readonly string[]) {
  try {
    return fillCall(call, values)
  } catch (error) {
    expect(error).toBeInstanceOf(CounterfoilError)
    const { message } = error as CounterfoilError
    for (const secret of secrets.filter((text) => text.length > 6)) expect(message).not.toContain(secret)
    return null
  }
}
