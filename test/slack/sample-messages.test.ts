import { expect, test } from 'vitest'
import { sampleMessages } from '../../src/slack/sample-messages.ts'
import { sampleWindows } from '../../src/slack/sample-windows.ts'
import { findRenderers } from './messages/find-renderers.ts'

const ALL = [...sampleMessages(), ...sampleWindows()]

test('there is a sample of every renderer of a message, a window or a Home view', () => {
  const sampled = new Set(ALL.map(({ renderer }) => renderer))
  const renderers = findRenderers()
  expect(renderers.length).toBeGreaterThan(40)
  expect(renderers.filter((name) => !sampled.has(name))).toEqual([])
})

test('no two samples have the same name', () => {
  const names = ALL.map(({ renderer, state }) => `${renderer}, ${state}`)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('samples have the blocks that not every workspace takes, and the plainer form of each', () => {
  const typesOf = (blocks: readonly { type: string }[]) => blocks.map(({ type }) => type)
  const newer = sampleMessages().filter(({ content }) => content.plainer)
  const types = newer.flatMap(({ content }) => {
    const kept = typesOf(content.plainer!.blocks)
    return typesOf(content.blocks).filter((type) => !kept.includes(type))
  })
  expect([...new Set(types)].sort()).toEqual(['data_table', 'data_visualization'])
})
