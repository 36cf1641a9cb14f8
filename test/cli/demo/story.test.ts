import { expect, test } from 'vitest'
import { applyEdits, type Edit } from '../../../src/cli/demo/apply-edits.ts'
import type { SampleSystems } from '../../../src/cli/demo/sample-system.ts'
import { keyColumn } from '../../../src/cli/demo/sample-system.ts'
import { sampleData } from '../../../src/cli/demo/sample-systems.ts'
import { STEPS_A_ROUND, storyStep } from '../../../src/cli/demo/story.ts'

const data = sampleData('2026-11-21')

test('storyStep() gives the same edits for the same index, so that a restarted demo can replay them', () => {
  expect(storyStep(13, data)).toEqual(storyStep(13, sampleData('2026-11-21')))
})

test('storyStep() changes something with each step, and says what', () => {
  let systems = data.systems
  for (let index = 0; index < 4 * STEPS_A_ROUND; index++) {
    const step = storyStep(index, data)
    const next = applyEdits(systems, step.edits, data.clean)
    expect(contents(next), step.title).not.toEqual(contents(systems))
    expect(step.lines.join('').length).toBeGreaterThan(20)
    systems = next
  }
})

test('storyStep() has all its mistakes corrected after two rounds, so that they do not pile up', () => {
  const twoRounds = edits(0, 2 * STEPS_A_ROUND)
  const after = applyEdits(data.systems, twoRounds, data.clean)
  expect(contents(after)).toEqual(contents(data.systems))
})

test('storyStep() is about other customers each round', () => {
  const first = keys(edits(0, STEPS_A_ROUND))
  const second = keys(edits(STEPS_A_ROUND, 2 * STEPS_A_ROUND))
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
