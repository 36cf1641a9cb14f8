import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readDemoState } from '../../../src/cli/demo/demo-state.ts'
import { sampleData } from '../../../src/cli/demo/sample-systems.ts'
import type { StoryStep } from '../../../src/cli/demo/story.ts'
import { tellStory } from '../../../src/cli/demo/tell-story.ts'

const day = '2026-11-21'
const data = sampleData(day)
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-story-'))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true, force: true })
})

/** A story over systems in memory; `told` resolves when so many steps were told. */
function tell({ goesOnByItself, stepsTold = 0 }: { goesOnByItself: boolean; stepsTold?: number }) {
  const steps: StoryStep[] = []
  const waiting: (readonly [count: number, resolve: () => void])[] = []
  const story = tellStory({
    world: { data, apply: async () => {} },
    folder,
    day,
    stepsTold,
    goesOnByItself,
    log,
    tell: async (step) => {
      steps.push(step)
      for (const [count, resolve] of waiting) if (steps.length >= count) resolve()
    },
  })
  const told = (count: number) =>
    new Promise<void>((resolve) => {
      if (steps.length >= count) resolve()
      else waiting.push([count, resolve])
    })
  return { story, steps, told, kickers: () => steps.map(({ kicker }) => kicker) }
}

test('tellStory() goes on by itself, step after step at its time', async () => {
  const { story, told, kickers } = tell({ goesOnByItself: true })
  vi.advanceTimersByTime(0)
  await told(1)
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
  vi.advanceTimersByTime(29_999)
  expect(kickers()).toEqual(['Act 1 of 6'])
  vi.advanceTimersByTime(1)
  await told(2)
  expect(kickers()).toEqual(['Act 1 of 6', 'Act 2 of 6'])
  await story.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('tellStory() by hand waits for whoever says "next", and remembers how far it came', async () => {
  const { story, kickers } = tell({ goesOnByItself: false, stepsTold: 1 })
  expect(vi.getTimerCount()).toBe(0)
  await story.next()
  await story.next()
  expect(kickers()).toEqual(['Act 2 of 6', 'Act 3 of 6'])
  expect(await readDemoState(folder)).toEqual({ day, stepsTold: 3 })
  await story.stop()
  await story.next()
  expect(kickers()).toHaveLength(2)
})

test('tellStory() takes one step for two who say "next" at once, and begins to wait anew', async () => {
  const { story, kickers } = tell({ goesOnByItself: true, stepsTold: 1 })
  vi.advanceTimersByTime(29_000)
  await Promise.all([story.next(), story.next()])
  expect(kickers()).toEqual(['Act 2 of 6'])
  vi.advanceTimersByTime(59_000)
  expect(kickers()).toEqual(['Act 2 of 6'])
  await story.stop()
})
