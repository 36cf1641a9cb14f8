import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'

let playground: Playground
beforeAll(async () => {
  playground = await openPlayground({ scopes: ['usergroups:read'] })
})
afterAll(async () => await playground.close())

test('addGroup() makes a group of everybody that Slack then lists, with an id where one is given', async () => {
  const made = playground.addGroup({ handle: 'billing-crew' })
  const given = playground.addGroup({ handle: 's0warehouse', id: 'S0WAREHOUSE' })
  const { usergroups } = await clientFor(playground).usergroups.list({ include_users: true })
  const listed = new Map(usergroups!.map(({ id, handle, users }) => [id, { handle, users }]))
  const users = playground.people.map(({ id }) => id)
  expect(listed.get(made.id)).toEqual({ handle: 'billing-crew', users })
  expect(listed.get('S0WAREHOUSE')).toEqual({ handle: 's0warehouse', users })
  expect(given.id).toBe('S0WAREHOUSE')
})

test('addGroup() makes no second group with a handle or an id that there is', () => {
  const known = playground.addGroup({ handle: 'warehouse' })
  expect(playground.addGroup({ handle: 'warehouse' })).toBe(known)
  expect(playground.addGroup({ handle: 'another', id: known.id })).toBe(known)
})
