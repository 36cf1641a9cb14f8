import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { chart, line, long, pie } from './block-samples.ts'
import { openPlayground } from './playground-and-app.ts'
import { type Limit, problemsOf, sendBlocks, tryLimits } from './send-blocks.ts'

let playground: Playground

beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(() => playground.close())

const send = (block: unknown) => sendBlocks(playground, [block])
const sendAll = (blocks: unknown) => sendBlocks(playground, blocks)
const at = '[json-pointer:/blocks/0'

const series = (facts: object) => ({ name: 's', data: [{ label: 'c', value: 1 }], ...facts })
const bars = (...given: object[]) => chart({ type: 'bar', series: given, axis_config: { categories: ['c'] } })

describe('charts', () => {
  const inChart = `${at}/chart`
  const limits: Limit[] = [
    [
      'a title of 50',
      chart(pie().chart, long(50)),
      chart(pie().chart, long(51)),
      `must be less than 51 characters ${at}/title]`,
    ],
    ['6 segments', pie(6), pie(7), `no more than 6 items allowed ${inChart}/segments]`],
    [
      'segments of more than 0',
      pie(1, { value: 0.01 }),
      pie(1, { value: 0 }),
      `must be greater than 0 ${inChart}/segments/0/value]`,
    ],
    [
      "a segment's label of 20",
      pie(1, { label: long(20) }),
      pie(1, { label: long(21) }),
      `must be less than 21 characters ${inChart}/segments/0/label]`,
    ],
    ['6 series', line(6, 1), line(7, 1), `no more than 6 items allowed ${inChart}/series]`],
    [
      "a series' name of 20",
      bars(series({ name: long(20) })),
      bars(series({ name: long(21) })),
      `must be less than 21 characters ${inChart}/series/0/name]`,
    ],
    [
      'names that differ',
      bars(series({}), series({ name: 't' })),
      bars(series({}), series({})),
      `must be unique ${inChart}/series/1/name]`,
    ],
    [
      'axes of 50',
      line(1, 1, { x_label: long(50) }),
      line(1, 1, { x_label: long(51) }),
      `must be less than 51 characters ${inChart}/axis_config/x_label]`,
    ],
    [
      'an upright axis of 50',
      line(1, 1, { y_label: long(50) }),
      line(1, 1, { y_label: long(51) }),
      `must be less than 51 characters ${inChart}/axis_config/y_label]`,
    ],
    [
      'a value for each category',
      bars(series({})),
      bars(series({}), series({ name: 't', data: [{ label: 'd', value: 1 }] })),
      `must have exactly one data point for each category ${inChart}/series/1/data]`,
    ],
    [
      'values that are numbers',
      bars(series({})),
      bars(series({ data: [{ label: 'c', value: '1' }] })),
      `must provide a number ${inChart}/series/0/data/0/value]`,
    ],
    [
      'four kinds',
      { ...bars(series({})), chart: { ...bars(series({})).chart, type: 'area' } },
      chart({ type: 'donut' }),
      `unsupported type: donut ${inChart}/type]`,
    ],
  ]
  tryLimits(limits, send)

  it('20 categories with 20 points each', async () => {
    expect((await send(line(1, 20))).code).toBe('accepted')
    expect(problemsOf(await send(line(1, 21)))).toEqual([
      `[ERROR] no more than 20 items allowed ${inChart}/series/0/data]`,
      `[ERROR] no more than 20 items allowed ${inChart}/axis_config/categories]`,
    ])
  })

  it('two a message', async () => {
    expect((await sendAll([pie(), pie()])).code).toBe('accepted')
    expect(problemsOf(await sendAll([pie(), pie(), pie()]))).toEqual([
      '[ERROR] no more than 2 data_visualization blocks allowed [json-pointer:/blocks/2]',
    ])
  })
})
