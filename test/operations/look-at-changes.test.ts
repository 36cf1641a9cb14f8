import { expect, test } from 'vitest'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { changed, eachTracker, everything } from './changing-sides.ts'

eachTracker((sides) => {
  test('a change on one side alone is found and its repair resolves it', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:50' })
    await sides().begin()
    await sides().put('crm', 2, { balance: 99, time: '12:05' })
    const found = await sides().run(changed)
    expect(found.changes).toEqual({ opened: 1, seenAgain: 0, reopened: 0, resolved: 0 })
    // Within the overlap of 11:50 only 9 and 2 changed: 1, 3 and 4 were not read.
    expect(found.run.scope).toMatchObject({ keys: 2 })
    expect(found.comparison.summary.sides).toMatchObject({ crm: { rows: 2 }, billing: { rows: 2 } })
    sides().setTime('12:30')
    await sides().put('billing', 2, { balance: 99, time: '12:20' })
    expect((await sides().run(changed)).changes).toMatchObject({ resolved: 1 })
  })

  test('a late commit with an older time inside the overlap is found', async () => {
    await sides().put('crm', 1, { balance: 10, time: '11:58' })
    await sides().begin()
    await sides().put('crm', 2, { balance: 99, time: '11:54' })
    expect((await sides().run(changed)).changes.opened).toBe(1)
  })

  test('a late commit from before the overlap is left to the deep scan', async () => {
    await sides().put('crm, billing', 1, { balance: 10, time: '11:58' })
    await sides().begin()
    await sides().put('crm', 2, { balance: 99, time: '11:52' })
    expect((await sides().run(changed)).changes.opened).toBe(0)
    expect((await sides().run(everything)).changes.opened).toBe(1)
  })

  test('a change at the very time of the watermark is found', async () => {
    await sides().put('crm, billing', 1, { balance: 10, time: '11:58' })
    await sides().put('crm, billing', 2, { balance: 10, time: '11:58' })
    await sides().begin()
    await sides().put('crm', 2, { balance: 99, time: '11:58' })
    expect((await sides().run(changed)).changes.opened).toBe(1)
  })

  test('without a sweep a record that was too young to be missing is looked at again when it is old enough', async () => {
    await sides().begin('unswept')
    await sides().put('crm', 5, { balance: 1, time: '12:10' })
    expect((await sides().run(changed, 'unswept')).changes.opened).toBe(0)
    for (const time of ['12:25', '12:38']) {
      sides().setTime(time)
      await sides().put('crm, billing', 1, { balance: 10, time })
      expect((await sides().run(changed, 'unswept')).changes.opened).toBe(0)
    }
    sides().setTime('12:45')
    expect((await sides().run(changed, 'unswept')).changes.opened).toBe(1)
  })

  test('a null that was not there yet is looked at again when its time is over, though nothing changed', async () => {
    await sides().begin('waiting')
    await sides().put('crm', 2, { balance: null, time: '12:10' })
    await sides().put('billing', 2, { balance: 10, time: '12:10' })
    for (const time of ['12:25', '12:38']) {
      sides().setTime(time)
      await sides().put('crm, billing', 1, { balance: 10, time })
      expect((await sides().run(changed, 'waiting')).changes.opened).toBe(0)
    }
    sides().setTime('12:45')
    await sides().run(changed, 'waiting')
    expect(await sides().open()).toEqual(['mismatch 2'])
  })

  test('a change that does not move its time is found by the deep scan only', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    await sides().begin()
    await sides().sql('update crm set balance = 99 where id = 2')
    expect((await sides().run(changed)).changes.opened).toBe(0)
    expect((await sides().run(everything)).changes.opened).toBe(1)
  })

  test('a record that tells no time is always looked at', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    await sides().put('crm', 2, { balance: 10, time: null })
    await sides().begin()
    await sides().sql('update crm set balance = 99 where id = 2')
    expect((await sides().run(changed)).changes.opened).toBe(1)
  })

  test('an open discrepancy that was repaired without a change of time is read again and resolved', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    await sides().put('crm', 2, { balance: 99, time: '11:00' })
    await sides().begin()
    expect(await sides().open()).toEqual(['mismatch 2'])
    await sides().sql('update crm set balance = 10 where id = 2')
    expect((await sides().run(changed)).changes.resolved).toBe(1)
  })

  test('what a person called fixed is read again once, and comes back if it is not', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    await sides().put('crm', 2, { balance: 99, time: '11:00' })
    const { discrepancies } = await sides().run(everything)
    sides().setTime('12:10')
    const actor = { kind: 'person', id: 'ada', surface: 'cli' } as const
    await triageDiscrepancy(sides().context, {
      number: discrepancies[0]!.number,
      action: 'resolve',
      actor,
      reason: 'fixed',
    })
    sides().setTime('12:15')
    expect((await sides().run(changed)).changes.reopened).toBe(1)
  })
})
