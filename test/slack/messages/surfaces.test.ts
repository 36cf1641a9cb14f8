import { describe, expect, test } from 'vitest'
import { previews } from '../../preview/previews.ts'

const ALL = previews()
const BANNED: Readonly<Record<string, readonly string[]>> = {
  message: ['alert', 'file', 'input'],
  modal: [
    'card',
    'carousel',
    'context_actions',
    'data_table',
    'data_visualization',
    'markdown',
    'plan',
    'table',
    'task_card',
  ],
  home: [
    'alert',
    'context_actions',
    'data_table',
    'data_visualization',
    'markdown',
    'plan',
    'table',
    'task_card',
  ],
}
const placeOf = (surface: string) => (surface === 'modal' || surface === 'home' ? surface : 'message')

describe('what Slack draws nowhere or not there', () => {
  test.each(['message', 'modal', 'home'])('T10: no %s has a block that is not for it', (where) => {
    const shown = ALL.filter(({ surface }) => placeOf(surface) === where)
    expect(shown.length).toBeGreaterThan(5)
    const strange = shown.flatMap(({ kind, state, content }) =>
      typesIn(content.blocks).flatMap((type) =>
        BANNED[where]!.includes(type) ? [`${kind}, ${state}: ${type}`] : [],
      ),
    )
    expect(strange).toEqual([])
  })

  test('T10: no message has two tables or more than two charts', () => {
    for (const { kind, state, content } of ALL) {
      const types = typesIn(content.blocks)
      const tables = types.filter((type) => type === 'table' || type === 'data_table')
      expect(tables.length, `${kind}, ${state}`).toBeLessThanOrEqual(1)
      expect(
        types.filter((type) => type === 'data_visualization').length,
        `${kind}, ${state}`,
      ).toBeLessThanOrEqual(2)
    }
  })
})

test('T11: messages in a channel that are edited have rich text in every state, or in none', () => {
  const families = new Map<string, Set<boolean>>()
  for (const { kind, state, surface, content } of ALL) {
    if (surface !== 'channel') continue
    // Of a line in a thread what happened never changes, so that is its kind.
    const which = kind === 'discrepancyNote' ? `${kind}, ${state}` : kind
    const family = families.get(which) ?? new Set()
    families.set(which, family.add(content.blocks.some(({ type }) => type === 'rich_text')))
  }
  expect(families.size).toBeGreaterThan(3)
  expect([...families].filter(([, family]) => family.size > 1).map(([kind]) => kind)).toEqual([])
})

/** Of blocks and of what stands in containers. */
function typesIn(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return []
  return blocks.flatMap((block: { type: string; child_blocks?: unknown; blocks?: unknown }) => [
    block.type,
    ...typesIn(block.child_blocks),
    ...typesIn(block.blocks),
  ])
}
