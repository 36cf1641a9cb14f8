import { describe, expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (side: string, fields = '{ amount: decimal, payments: integer, note: text }') => `sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
reconciliations:
  invoices:
    sides:
      invoices: { source: crm, table: invoices, key: id }
      payments: { source: crm, table: payments, key: invoice_no, ${side} }
    fields: ${fields}
`

test('a grouped side is loaded with an aggregate for each field and the column of its parts', async () => {
  const { settings } = await loadText(
    config('groupBy: { amount: sum, payments: count, note: same }, parts: payment_id'),
  )
  const [invoices, payments] = settings.reconciliations[0]!.sides
  expect(invoices).not.toHaveProperty('groupBy')
  expect(payments!.groupBy).toEqual({
    aggregates: { amount: 'sum', payments: 'count', note: 'same' },
    partsColumn: 'payment_id',
  })
})

test('a field that the side lacks needs no aggregate, and parts need not be named', async () => {
  const text = config('groupBy: { amount: sum, payments: count }, columns: { note: null }')
  expect(await refusalOf(text.replace('note: text', 'note: null'))).toEqual([
    expect.stringContaining('fields.note: fewer than two sides have this field'),
  ])
  const whole = config('groupBy: { amount: sum, payments: count }', '{ amount: decimal, payments: integer }')
  const { settings } = await loadText(whole)
  expect(settings.reconciliations[0]!.sides[1]!.groupBy!.partsColumn).toBeNull()
})

test('a grouped side may say what is expected of its records', async () => {
  const text = config(
    'groupBy: { amount: sum, payments: count, note: same }, expect: { amount: { range: { min: 0 } } }',
  )
  const { settings } = await loadText(text)
  expect(settings.reconciliations[0]!.sides[1]!.expect!.amount).toMatchObject({
    range: { min: '0', max: null },
  })
})

describe('a grouping that cannot be meant is refused with its place and the remedy', () => {
  test.each([
    [
      'groupBy: { amuont: sum, amount: sum, payments: count, note: same }',
      'groupBy.amuont: there is no field "amuont" (did you mean "amount"?)',
    ],
    [
      'groupBy: { amount: sum, payments: count }',
      'groupBy: field "note" has no aggregate: write note: sum, count, min, max or same, or columns: { note: null }',
    ],
    [
      'groupBy: { amount: sum, payments: count, note: same }, expect: { payments: { required: true } }',
      'expect.payments: the records of this side are counted, so none of them has a value: remove the expectation',
    ],
    [
      'groupBy: { amount: sum, payments: count, note: same }, expect: { note: { unique: true } }',
      'expect.note: unique is not supported on a side with groupBy',
    ],
    ['groupBy: {}', 'groupBy: field "amount" has no aggregate'],
    [
      'groupBy: { amount: sum, payments: count, note: sum }',
      'groupBy.note: sum needs numbers, and the type is text: say type: decimal for the field, or write min, max or same',
    ],
    ['groupBy: { amount: sum, payments: count, note: count }', 'groupBy.note: count gives a number'],
    [
      'groupBy: { amount: sum, payments: count, note: same }, columns: { payments: n }',
      'groupBy.payments: count counts records and reads no column: remove columns.payments',
    ],
    [
      'groupBy: { amount: sum, payments: count, note: same }, columns: { note: null }',
      'groupBy.note: this side lacks the field: remove its aggregate, or name its column',
    ],
    [
      'groupBy: { amount: average, payments: count, note: same }',
      'groupBy.amount: "average" is not an aggregate: write sum, count, min, max or same',
    ],
    ['groupBy: amount', 'groupBy: "amount" is not a mapping: write field: sum'],
    ['groupBy: [amount]', 'groupBy: a list is not a mapping'],
    [
      'parts: payment_id',
      'parts: parts are those of a group: write groupBy: { field: sum }, or remove parts',
    ],
    ['groupBy: { amount: sum, payments: count, note: same }, parts: 7', 'parts: "7" is not a column name'],
  ])('%s', async (side, expected) => {
    expect((await refusalOf(config(side))).join('\n')).toContain(`sides.payments.${expected}`)
  })

  test('min and max of what has no order', async () => {
    const text = config('groupBy: { a: min, b: max }', '{ a: boolean, b: json }')
    expect(await refusalOf(text)).toEqual([
      expect.stringContaining('groupBy.a: min needs values that have an order, and the type is boolean'),
      expect.stringContaining('groupBy.b: max needs values that have an order, and the type is json'),
    ])
  })

  test('a total of what is not added up', async () => {
    const text = config('groupBy: { a: max }', '{ a: { type: decimal, total: true } }')
    expect(await refusalOf(text)).toEqual([
      expect.stringContaining('groupBy.a: the field says total, and a total of max means nothing: write sum'),
    ])
  })

  test('latest with a grouped side that does not say when it changed', async () => {
    const text = config('groupBy: { amount: sum, payments: count, note: same }')
    expect(await refusalOf(`${text}    likelyCorrect: latest\n`)).toEqual([
      expect.stringContaining('latest needs updatedAt on two sides'),
    ])
  })
})
