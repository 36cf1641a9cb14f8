import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import {
  type ChangingSides,
  changed,
  everything,
  type OpenSides,
  openChangingSides,
} from '../operations/changing-sides.ts'
import { trap } from './trap.ts'

let open: OpenSides
let sides: ChangingSides

beforeAll(async () => {
  open = await openChangingSides('server')
  sides = open.sides
})
afterAll(async () => await open?.close())
// 1 to 4 agree, changed at 11:00; 9 is the newest, so runs of changes look at what changed since 11:45.
beforeEach(async () => {
  await open.reset()
  await sides.put('crm, billing', 9, { balance: 1, time: '11:50' })
})

trap(
  70,
  {
    title: 'records deleted on one side, changed long before or just now, are found by reading keys alone',
    proves: 'run: a sweep of all keys finds what came or went without a change',
  },
  async () => {
    for (const id of [7, 8]) await sides.put('crm, billing', id, { balance: 1, time: '11:48' })
    await sides.begin()
    await sides.sql('delete from crm where id in (1, 3, 7)')
    await sides.sql('delete from billing where id in (2, 3, 8)')
    const found = await sides.run(changed)
    expect(found.run.scope).toMatchObject({ kind: 'changed', rows: { crm: 4, billing: 4 } })
    // 3 is gone from both sides, and so from nowhere.
    expect(await sides.open()).toEqual(['missing 1', 'missing 2', 'missing 7', 'missing 8'])
    await sides.sql('delete from billing where id = 1')
    await sides.sql('delete from crm where id = 8')
    expect((await sides.run(changed)).changes).toMatchObject({ opened: 0, resolved: 2 })
    expect(await sides.open()).toEqual(['missing 2', 'missing 7'])
  },
)

trap(
  71,
  {
    title:
      'late rows, equal times at the watermark and clocks that differ hide nothing; silent updates wait for a deep scan',
    proves: 'run: changes are looked for behind the watermark of their own side',
  },
  async () => {
    await sides.begin()
    // Committed late with a time within the overlap; at the very time of the watermark; and a late new row from long ago.
    await sides.put('crm', 1, { balance: 99, time: '11:46' })
    await sides.put('billing', 9, { balance: 99, time: '11:50' })
    await sides.put('crm', 5, { balance: 1, time: '09:00' })
    await sides.run(changed)
    expect(await sides.open()).toEqual(['mismatch 1', 'mismatch 9', 'missing 5'])
    // Nobody bumped its time, so only reading it tells; once it is known, its repair is seen without a time as well.
    await sides.sql('update crm set balance = 99 where id = 2')
    expect((await sides.run(changed)).changes.opened).toBe(0)
    expect((await sides.run(everything)).changes.opened).toBe(1)
    await sides.sql('update crm set balance = 10 where id = 2')
    expect((await sides.run(changed)).changes.resolved).toBe(1)
  },
)

trap(
  71,
  {
    title: 'a clock that is an hour behind, or a time in the future, moves no watermark past what comes next',
    proves: 'run: a watermark never runs ahead of its side',
  },
  async () => {
    await sides.put('crm', 9, { balance: 1, time: '10:50' })
    await sides.put('billing', 8, { balance: 1, time: '13:30' })
    await sides.put('crm', 8, { balance: 1, time: '10:40' })
    await sides.begin()
    await sides.put('crm', 2, { balance: 99, time: '11:05' })
    await sides.put('billing', 3, { balance: 99, time: '12:05' })
    await sides.run(changed)
    expect(await sides.open()).toEqual(['mismatch 2', 'mismatch 3'])
  },
)
