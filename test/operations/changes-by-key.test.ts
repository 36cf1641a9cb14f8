import { expect, test } from 'vitest'
import { changed, eachTracker, everything, iso } from './changing-sides.ts'

eachTracker((sides) => {
  test('a delete on one side is found by the sweep, a delete on both needs nobody', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    await sides().begin()
    await sides().sql('delete from billing where id in (2, 3); delete from crm where id = 3')
    const found = await sides().run(changed)
    expect(await sides().open()).toEqual(['missing 2'])
    expect(found.run.scope).toMatchObject({ keys: 2, rows: { crm: 4, billing: 3 } })
    sides().setTime('12:30')
    await sides().sql('delete from crm where id = 2')
    expect((await sides().run(changed)).changes.resolved).toBe(1)
    expect((await sides().run(everything)).changes).toEqual({
      opened: 0,
      seenAgain: 0,
      reopened: 0,
      resolved: 0,
    })
  })

  test('a duplicate that comes without a change is found by the sweep', async () => {
    await sides().begin()
    await sides().sql(`insert into crm values (2, 10, '2026-11-01')`)
    await sides().run(changed)
    expect(await sides().open()).toEqual(['duplicate 2'])
  })

  test('a record without a usable key is found, and resolved by a full run', async () => {
    await sides().begin()
    await sides().sql(`insert into crm values (null, 10, '2026-11-21 12:05Z')`)
    const found = await sides().run(changed)
    expect(found.comparison.summary.counts.invalid).toBe(1)
    expect(await sides().open()).toEqual(['invalid null'])
    await sides().sql('delete from crm where id is null')
    expect((await sides().run(changed)).changes.resolved).toBe(0)
    expect((await sides().run(everything)).changes.resolved).toBe(1)
  })

  test('without a sweep a delete is left to the deep scan', async () => {
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    await sides().begin('unswept')
    await sides().sql('delete from billing where id = 2')
    expect((await sides().run(changed, 'unswept')).changes.opened).toBe(0)
    expect((await sides().run(everything, 'unswept')).changes.opened).toBe(1)
  })

  test('a side that does not say when it changed is refused with the place', async () => {
    await expect(sides().run(changed, 'untold')).rejects.toThrow(
      'write reconciliations.untold.sides.billing.updatedAt',
    )
  })

  test('three sides with rules for keys: a change on one is compared on all, whatever form its key has there', async () => {
    const line = (id: string, balance: number, time: string) => `${id},${balance},${iso(time)}`
    await sides().put('crm, billing', 9, { balance: 1, time: '11:59' })
    const mailer = [line('M-9', 1, '11:59'), line(' m-01', 10, '11:00'), line('M-2', 10, '11:00')]
    const rest = [line('M-3', 10, '11:00'), line('M-4', 10, '11:00')]
    await sides().files.write('mailer.csv', ['ref,balance,changed_at', ...mailer, ...rest])
    await sides().run(changed, 'three')
    expect(await sides().open()).toEqual(['invalid  m-01', 'missing 1'])
    sides().setTime('12:15')
    await sides().files.write('mailer.csv', [
      'ref,balance,changed_at',
      line('M-001', 10, '12:05'),
      ...mailer.slice(2),
      ...rest,
      mailer[0]!,
    ])
    await sides().put('billing', 3, { balance: 99, time: '12:06' })
    const found = await sides().run(changed, 'three')
    expect(found.changes).toMatchObject({ opened: 1, resolved: 1 })
    expect(await sides().open()).toEqual(['invalid  m-01', 'mismatch 3'])
    expect((await sides().run(everything, 'three')).changes).toMatchObject({ opened: 0, resolved: 1 })
  })

  test('a part that changed has its whole group read, by the key that it stands for', async () => {
    await sides().sql(`insert into accounts values ('A', '1'), ('B', '2'), ('C', '3'), ('D', '4');
      insert into parts select account, part, 5, '2026-11-21 11:00Z' from accounts, generate_series(1, 2) as part`)
    await sides().put('crm', 4, { balance: 10, time: '11:59' })
    await sides().sql(`update parts set changed_at = '2026-11-21 11:59Z' where account = 'D'`)
    await sides().run(changed, 'mapped')
    expect(await sides().open()).toEqual([])
    sides().setTime('12:15')
    await sides().sql(
      `update parts set balance = 6, changed_at = '2026-11-21 12:05Z' where account = 'B' and part = 2`,
    )
    const found = await sides().run(changed, 'mapped')
    expect(found.comparison.findings).toMatchObject([
      { kind: 'mismatch', key: { id: '2' }, values: { crm: '10.00', parts: '11.00' } },
    ])
    expect(found.run.scope).toMatchObject({ keys: 2, rows: { crm: 4, parts: 8 } })
    await sides().sql(`delete from parts where account = 'C'`)
    await sides().run(changed, 'mapped')
    expect(await sides().open()).toEqual(['mismatch 2', 'missing 3'])
  })
})
