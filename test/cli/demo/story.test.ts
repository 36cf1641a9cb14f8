import { expect, test } from 'vitest'
import { applyEdits, type Edit } from '../../../src/cli/demo/apply-edits.ts'
import type { SampleSystems } from '../../../src/cli/demo/sample-system.ts'
import { keyColumn } from '../../../src/cli/demo/sample-system.ts'
import { sampleData } from '../../../src/cli/demo/sample-systems.ts'
import { STEPS_A_ROUND, storyStep } from '../../../src/cli/demo/story.ts'
import { TOUR_STEPS } from '../../../src/cli/demo/tour.ts'

const data = sampleData('2026-11-21')

test('storyStep() gives the same edits for the same index, so that a restarted demo can replay them', () => {
  expect(storyStep(13, data)).toEqual(storyStep(13, sampleData('2026-11-21')))
})

test('storyStep() begins with nothing wrong, then changes something with each step, and says what', () => {
  expect(storyStep(0, data)).toMatchObject({ afterSeconds: 0, edits: [], kicker: `Act 1 of ${TOUR_STEPS}` })
  let systems = data.clean
  for (let index = 1; index < TOUR_STEPS + 4 * STEPS_A_ROUND; index++) {
    const step = storyStep(index, data)
    const next = applyEdits(systems, step.edits, data.clean)
    expect(contents(next), step.title).not.toEqual(contents(systems))
    expect(step.lines.join('').length).toBeGreaterThan(20)
    systems = next
  }
})

test('storyStep() takes five minutes for the tour, and leaves what is planted in the systems and nothing else', () => {
  const tour = Array.from({ length: TOUR_STEPS }, (_, index) => storyStep(index, data))
  const seconds = tour.reduce((sum, { afterSeconds }) => sum + afterSeconds, 0)
  expect(seconds).toBeGreaterThan(200)
  expect(seconds).toBeLessThan(300)
  const after = applyEdits(data.clean, edits(0, TOUR_STEPS), data.clean)
  expect(contents(after)).toEqual(contents(data.systems))
})

test('storyStep() has all its mistakes corrected after two rounds, so that they do not pile up', () => {
  const twoRounds = edits(TOUR_STEPS, TOUR_STEPS + 2 * STEPS_A_ROUND)
  const after = applyEdits(data.systems, twoRounds, data.clean)
  expect(contents(after)).toEqual(contents(data.systems))
})

test('storyStep() is about other customers each round', () => {
  const first = keys(edits(TOUR_STEPS, TOUR_STEPS + STEPS_A_ROUND))
  const second = keys(edits(TOUR_STEPS + STEPS_A_ROUND, TOUR_STEPS + 2 * STEPS_A_ROUND))
  expect(second.filter((key) => first.includes(key))).toEqual(['1019'])
})

function edits(from: number, to: number): Edit[] {
  return Array.from({ length: to - from }, (_, index) => storyStep(from + index, data).edits).flat()
}

function keys(some: readonly Edit[]): string[] {
  return [...new Set(some.flatMap((edit) => ('key' in edit ? [edit.key] : [])))]
}

/** All rows, in key order, as text. */
function contents(systems: SampleSystems): string[] {
  return Object.values(systems).flatMap((system) => [
    `${system.name} ${system.isWithheld ? 'withheld' : 'delivered'}`,
    ...system.rows
      .map((row) => `${system.name} ${row[keyColumn(system)]} ${JSON.stringify(Object.entries(row))}`)
      .sort(),
  ])
}
