import { describe, expect, test } from 'vitest'
import { loadText, refusalOf, withPart } from '../support/config-files.ts'

const SIDE = 'crm: { source: crm, table: customers, key: id, dateColumn: made_on }'
const expecting = (rules: string) =>
  withPart(SIDE, `crm: { source: crm, table: customers, key: id, expect: { ${rules} } }`)

describe('expect', () => {
  test('is read exactly, and what it leaves unsaid is not expected', async () => {
    const text = expecting(
      'email: { required: true, pattern: "^.+@.+$", length: { max: 100 }, oneOf: [007, "a", true] }, ' +
        'balance: { range: { min: -0.10, max: 9007199254740993 }, unique: true }',
    )
    const { settings } = await loadText(text)
    const [crm, exported] = settings.reconciliations[0]!.sides
    expect(exported!.expect).toBeUndefined()
    expect(crm!.expect).toEqual({
      email: {
        required: true,
        oneOf: ['007', 'a', 'true'],
        range: null,
        pattern: '^.+@.+$',
        length: { min: null, max: 100 },
        unique: false,
      },
      balance: {
        required: false,
        oneOf: null,
        range: { min: '-0.10', max: '9007199254740993' },
        pattern: null,
        length: null,
        unique: true,
      },
    })
  })

  test.each([
    ['emial: { required: true }', 'expect.emial: there is no field "emial" (did you mean "email"?)'],
    [
      'email: { range: { min: 0 } }',
      'email.range: a field of type text has no range: write type: integer or decimal',
    ],
    ['balance: { range: {} }', 'balance.range: neither min nor max is said: write { min: 0, max: 100 }'],
    ['balance: { range: { min: 0.2, max: 0.10 } }', 'balance.range: min 0.2 is above max 0.10'],
    ['balance: { range: { min: -1, max: -2 } }', 'balance.range: min -1 is above max -2'],
    ['balance: { range: { min: x } }', '"x" is not an exact number: write one such as 0'],
    ['email: { length: { min: 2, max: 1 } }', 'email.length: min 2 is above max 1'],
    ['email: { length: { max: 1.5 } }', 'is not a number of characters: write 0 to 1000000'],
    ['email: { oneOf: [] }', 'is not a list of values: write one or more'],
    ['email: { pattern: "(" }', 'it does not compile'],
    ['email: { pattern: "^(a+)+$" }', 'which can take for ever'],
    ['email: { required: yes please }', 'is not a yes or no: write true or false'],
    ['email: { uniqe: true }', '"uniqe" is not known here (did you mean "unique"?)'],
  ])('%s is refused', async (rules, sentence) => {
    expect((await refusalOf(expecting(rules))).join('\n')).toContain(sentence)
  })

  test('of a field that the side lacks is refused', async () => {
    const side =
      'crm: { source: crm, table: customers, key: id, columns: { email: null }, expect: { email: {} } }'
    expect((await refusalOf(withPart(SIDE, side))).join('\n')).toContain(
      'sides.crm.expect.email: crm lacks this field, as its columns say',
    )
  })
})
