import { expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (rules: string, side = '{ source: posted, key: id }') => `
sources:
  posted: { type: events }
  files: { type: files, path: a.csv }
reconciliations:
  orders:
    sides:
      shop: ${side}
      billing: { source: files, key: id }
    fields: { amount: decimal }
    ${rules}
`
const loaded = async (text: string) => (await loadText(text)).settings

test('a source of events is loaded with its defaults, and its side knows whose events it is read from', async () => {
  const { sources, reconciliations } = await loaded(config('expectWithin: 5m'))
  expect(sources.posted).toEqual({ type: 'events', keepSeconds: 30 * 86_400 })
  const [{ expectWithinSeconds, sides } = { sides: [] }] = reconciliations
  expect(expectWithinSeconds).toBe(300)
  expect(sides.map(({ location }) => location.fedAs)).toEqual([
    { reconciliation: 'orders', side: 'shop' },
    undefined,
  ])
})

test('a reconciliation of other sources may await events too, and awaits none unless said', async () => {
  const read = '{ source: files, key: id }'
  expect((await loaded(config('expectWithin: 1d', read))).reconciliations[0]).toMatchObject({
    expectWithinSeconds: 86_400,
  })
  expect((await loaded(config('', read))).reconciliations[0]).not.toHaveProperty('expectWithinSeconds')
})

const VIA = '{ source: files, key: id, via: { source: posted, from: a, to: b } }'
test.each([
  [
    config(''),
    'sides.shop.source: "posted" is told by events, and it is not said how soon the other sides must',
  ],
  [
    config('expectWithin: 5m', '{ source: posted, table: t, key: id }'),
    'sides.shop.table: a side that events tell of has no table: remove it',
  ],
  [
    config('expectWithin: 5m', VIA),
    'sides.shop.via.source: "posted" is told by events and is no table of keys',
  ],
  [
    config('expectWithin: 0s'),
    'expectWithin: "0s" is not a time within which the others follow: write 1s to 30d',
  ],
  [config('expectWithin: 31d'), 'expectWithin: "31d" is not a time within which the others follow'],
  [config('expectWithin: 5'), 'expectWithin: "5" is not a duration'],
  [
    config('expectWithin: 5m').replace('type: events', 'type: events, keep: 5m'),
    'sources.posted.keep: "5m" is not a time to keep: write 1d to 36500d, such as 30d',
  ],
  [
    config('expectWithin: 5m').replace('type: events', 'type: events, url: x'),
    'sources.posted.url: "url" is not known here',
  ],
])('what cannot be said is refused: %#', async (text, problem) => {
  expect((await refusalOf(text)).join('\n')).toContain(problem)
})
