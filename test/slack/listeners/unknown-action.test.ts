import { expect, test } from 'vitest'
import { UNKNOWN_ACTION } from '../../../src/slack/listeners/actions/unknown-action.ts'
import { previews } from '../../preview/previews.ts'

/** Whatever in a block sends an action when it is used: inputs only do where they say so. */
function actionsOf(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  const { type, dispatch_action: dispatches, action_id: id, ...rest } = part as Record<string, unknown>
  if (type === 'input' && dispatches !== true) return []
  return [...(typeof id === 'string' ? [id] : []), ...Object.values(rest).flatMap(actionsOf)]
}

test('no button of ours is taken for one of an older version, and others are', () => {
  const ids = new Set(previews().flatMap(({ content }) => actionsOf(content.blocks)))
  expect(ids.size).toBeGreaterThan(20)
  expect([...ids].filter((id) => UNKNOWN_ACTION.test(id))).toEqual([])
  expect(UNKNOWN_ACTION.test('discrepancy.forget')).toBe(true)
})
