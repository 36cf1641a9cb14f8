import { describe, expect, it } from 'vitest'
import type { Hint } from '../../src/engine/index.ts'
import { compareRows, type Rows } from './compare-rows.ts'

interface Planted {
  readonly count: number
  readonly isWrong: (id: number) => boolean
  readonly currency: (id: number) => string
  readonly made?: (id: number) => string
}

const hour = (id: number) =>
  `2026-11-01 ${String(Math.floor(id / 60) % 24).padStart(2, '0')}:${String(id % 60).padStart(2, '0')}:00Z`

/** The hints of the first pattern, of sides whose amounts differ where it is said. */
async function hintsOf({ count, isWrong, currency, made = () => hour(0) }: Planted, findHints = true) {
  const side = (factor: number): Rows => ({
    columns: ['id:integer', 'amount:decimal', 'currency', 'made:timestamp'],
    rows: Array.from({ length: count }, (_, id) => [
      String(id),
      String((id + 1) * (isWrong(id) ? factor : 1)),
      currency(id),
      made(id),
    ]),
  })
  const fields = { amount: {}, currency: {}, made: {} }
  const sides = { crm: side(1), billing: side(100) }
  const { patterns } = await compareRows({ sides: { crm: {}, billing: {} }, fields }, sides, {
    findHints,
    batchSize: 100,
  })
  return patterns[0]?.hints as readonly Hint[] | undefined
}

const tenth = (id: number) => id % 10 === 0

describe('hints', () => {
  it('name a value that the findings have and few others', async () => {
    expect(
      await hintsOf({ count: 300, isWrong: tenth, currency: (id) => (tenth(id) ? 'JPY' : 'EUR') }),
    ).toEqual([{ field: 'currency', value: 'JPY', covered: 30, others: 0 }])
  })

  it('are not looked for unless asked', async () => {
    const planted = { count: 300, isWrong: tenth, currency: (id: number) => (tenth(id) ? 'JPY' : 'EUR') }
    expect(await hintsOf(planted, false)).toBeUndefined()
  })

  it.each([
    ['a twentieth of the findings may lack it', 600, (id: number) => tenth(id) && id > 20, 3],
    ['more may not', 600, (id: number) => tenth(id) && id > 30, null],
  ])('%s', async (_, count, isJapanese, lacking) => {
    const hints = await hintsOf({ count, isWrong: tenth, currency: (id) => (isJapanese(id) ? 'JPY' : 'EUR') })
    expect(hints?.[0]?.covered).toBe(lacking === null ? undefined : 60 - lacking)
  })

  it.each([
    ['a tenth of the others may have it', (id: number) => id % 10 <= 1 && (tenth(id) || id < 270), [27]],
    ['more may not', (id: number) => id % 10 <= 1 && (tenth(id) || id <= 281), undefined],
  ])('%s', async (_, isJapanese, others) => {
    const hints = await hintsOf({
      count: 300,
      isWrong: tenth,
      currency: (id) => (isJapanese(id) ? 'JPY' : 'EUR'),
    })
    expect(hints?.map((hint) => hint.others)).toEqual(others)
  })

  it('name a range of instants, and none where findings are everywhere', async () => {
    const late = { count: 300, isWrong: (id: number) => id >= 270, currency: () => 'EUR', made: hour }
    expect(await hintsOf(late)).toEqual([
      { field: 'made', from: hour(270), to: hour(299), covered: 30, others: 0 },
    ])
    expect(await hintsOf({ ...late, isWrong: tenth })).toBeUndefined()
  })

  it('measure a range on a sample where there are many records', async () => {
    const late = { count: 20_000, isWrong: (id: number) => id >= 19_000, currency: () => 'EUR' }
    const made = (id: number) => new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString()
    const hints = await hintsOf({ ...late, made })
    expect(hints).toMatchObject([{ field: 'made', from: made(19_000), covered: 1000 }])
    expect(hints![0]!.others).toBeLessThan(20)
  })

  it('say nothing where there are hardly any other records', async () => {
    expect(
      await hintsOf({ count: 39, isWrong: (id) => id < 20, currency: (id) => (id < 20 ? 'JPY' : 'EUR') }),
    ).toBeUndefined()
  })
})
