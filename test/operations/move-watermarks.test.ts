import { expect, test } from 'vitest'
import type { Context } from '../../src/operations/context.ts'
import { describeVerified } from '../../src/operations/describe-verified.ts'
import { listRuns } from '../../src/store/runs.ts'
import { at, changed, eachTracker, everything, iso } from './changing-sides.ts'

eachTracker((sides) => {
  test('the first one is a full run that says why, and then only keys that changed are looked at', async () => {
    const first = await sides().run(changed)
    expect(first.run.scope).toEqual({ kind: 'everything', because: 'no run has set a watermark yet' })
    expect(first.comparison.summary.counts.matched).toBe(4)
    sides().setTime('12:15')
    await sides().put('billing', 2, { balance: 11, time: '12:10' })
    const second = await sides().run(changed)
    expect(second.run.scope).toEqual({
      kind: 'changed',
      since: { crm: iso('10:55'), billing: iso('10:55') },
      keys: 4,
      rows: { crm: 4, billing: 4 },
    })
    sides().setTime('12:30')
    const third = await sides().run(changed)
    // Crm's newest is still of 11:00, so its four are within the overlap; billing has moved on.
    expect(third.run.scope).toMatchObject({ since: { crm: iso('10:55'), billing: iso('12:05') } })
    expect(await sides().open()).toEqual(['mismatch 2'])
  })

  test('a side that tells no time at all is read whole', async () => {
    await sides().sql('update crm set changed_at = null')
    await sides().begin()
    await sides().sql('update crm set balance = 99 where id = 2')
    const found = await sides().run(changed)
    expect(found.run.scope).toMatchObject({ since: { billing: iso('10:55') }, keys: 4 })
    expect(found.changes.opened).toBe(1)
  })

  test('a time in the future does not hide what changes until then', async () => {
    await sides().put('crm', 4, { balance: 10, time: '23:00' })
    await sides().begin()
    await sides().put('crm', 2, { balance: 99, time: '12:05' })
    expect((await sides().run(changed)).changes.opened).toBe(1)
    expect((await sides().verified()).watermarks.crm).toEqual(at('12:05'))
  })

  test('a source that fails leaves the watermarks where they are', async () => {
    await sides().begin()
    const before = await sides().verified()
    expect(before.through).toEqual(at('10:55'))
    await sides().put('crm', 2, { balance: 99, time: '12:10' })
    await sides().sql('alter table billing rename to gone')
    try {
      await expect(sides().run(changed)).rejects.toMatchObject({
        code: expect.stringMatching(/^source|config/),
      })
    } finally {
      await sides().sql('alter table gone rename to billing')
    }
    expect(await sides().verified()).toEqual(before)
    expect((await listRuns(sides().context.db, { limit: 1 }))[0]).toMatchObject({
      state: 'failed',
      scope: changed,
    })
    expect((await sides().run(changed)).changes.opened).toBe(1)
  })

  test('a column that tells no time is refused before anything is read', async () => {
    await expect(sides().run(changed, 'timeless')).rejects.toMatchObject({
      code: 'config-invalid',
      message:
        'reconciliations.timeless.sides.billing.updatedAt: "balance" is numeric(12,2), which tells no time: name a timestamp, a date or a text',
    })
  })

  test('a run that was stopped moves nothing', async () => {
    await sides().begin()
    const before = await sides().verified()
    await sides().put('crm', 2, { balance: 99, time: '12:10' })
    const stop = new AbortController()
    const stopping: Context = {
      ...sides().context,
      signal: stop.signal,
      connect: async (source) => {
        stop.abort()
        return await sides().context.connect(source)
      },
    }
    await expect(sides().run(changed, 'customers', stopping)).rejects.toMatchObject({ code: 'run-stopped' })
    expect(await sides().verified()).toEqual(before)
  })

  test('after a change of the config everything is compared once, and the status knows nothing before', async () => {
    await sides().begin()
    const settings = {
      ...sides().context.settings,
      reconciliations: sides().context.settings.reconciliations.map((each) =>
        each.name === 'customers'
          ? { ...each, fields: each.fields.map((field) => ({ ...field, emptyIsNull: true })) }
          : each,
      ),
    }
    const other: Context = { ...sides().context, settings }
    const fields = settings.reconciliations[0]!
    expect((await describeVerified(other, fields)).through).toBeNull()
    const full = await sides().run(changed, 'customers', other)
    expect(full.run.scope).toEqual({ kind: 'everything', because: 'the config changed since the last run' })
    expect((await sides().run(changed, 'customers', other)).run.scope.kind).toBe('changed')
    expect((await describeVerified(other, fields)).through).toEqual(at('10:55'))
    // Whom it tells, and when it runs, is no matter.
    const told = { ...fields, title: 'Others', schedule: { zone: 'UTC', entries: [] } }
    const retold: Context = { ...other, settings: { ...settings, reconciliations: [told] } }
    expect((await sides().run(changed, 'customers', retold)).run.scope.kind).toBe('changed')
  })

  test('a run of keys or of nothing new moves no watermark back, and a full run that is older does not either', async () => {
    await sides().put('crm, billing', 1, { balance: 10, time: '11:58' })
    await sides().begin()
    expect((await sides().verified()).through).toEqual(at('11:53'))
    await sides().sql('delete from crm where id = 1; delete from billing where id = 1')
    await sides().run(everything)
    expect((await sides().verified()).through).toEqual(at('11:53'))
    await sides().run({ kind: 'keys', keys: [{ id: '2' }] })
    expect((await sides().verified()).through).toEqual(at('11:53'))
  })

  test('while everything is compared a run of changes is refused, as that run sees them too', async () => {
    await sides().begin()
    let letRead = () => {}
    const reading = new Promise<void>((resolve) => {
      letRead = resolve
    })
    const slow: Context = {
      ...sides().context,
      connect: async (source) => {
        await reading
        return await sides().context.connect(source)
      },
    }
    const full = sides().run(everything, 'customers', slow)
    await expect
      .poll(async () => (await listRuns(sides().context.db, { limit: 1 }))[0]?.state)
      .toBe('running')
    await expect(sides().run(changed)).rejects.toMatchObject({ code: 'run-busy' })
    letRead()
    await full
    expect((await sides().run(changed)).run.scope.kind).toBe('changed')
  })
})
