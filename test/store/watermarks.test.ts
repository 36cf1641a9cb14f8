import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { listWatermarks, saveWatermarks, type WatermarksToSave } from '../../src/store/watermarks.ts'
import { eachTracker, later, NOW } from './each-tracker.ts'

eachTracker((db) => {
  describe('saveWatermarks()', () => {
    const marks = (reconciliation: string, changes: Partial<WatermarksToSave> = {}): WatermarksToSave => ({
      reconciliation,
      configHash: 'one',
      isFull: true,
      newest: { crm: later(10), billing: later(20) },
      runAt: later(30),
      ...changes,
    })
    const list = async (reconciliation: string, configHash = 'one') => {
      const { watermarks, others } = await listWatermarks(db(), { reconciliation, configHash })
      return { others, sides: Object.fromEntries(watermarks.map(({ side, through }) => [side, through])) }
    }

    test('keeps one watermark a side, to the millisecond, and none where a side told none', async () => {
      const name = randomUUID()
      expect(await list(name)).toEqual({ others: false, sides: {} })
      await saveWatermarks(db(), marks(name, { newest: { crm: NOW, billing: null } }))
      expect(await list(name)).toEqual({ others: false, sides: { crm: NOW, billing: null } })
    })

    test('moves each side forward, and never back, whichever run commits last', async () => {
      const name = randomUUID()
      await saveWatermarks(db(), marks(name))
      const older = { newest: { crm: later(15), billing: later(5) }, runAt: later(25) }
      await saveWatermarks(db(), marks(name, { ...older, isFull: false }))
      const moved = { crm: later(15), billing: later(20) }
      expect((await list(name)).sides).toEqual(moved)
      await saveWatermarks(db(), marks(name, { newest: { crm: null, billing: later(1) }, runAt: later(26) }))
      expect((await list(name)).sides).toEqual(moved)
      const { watermarks } = await listWatermarks(db(), { reconciliation: name, configHash: 'one' })
      expect(watermarks.map(({ runAt }) => runAt)).toEqual([later(30), later(30)])
    })

    test('begins anew under another config with a full run alone, and keeps to its reconciliation', async () => {
      const [name, other] = [randomUUID(), randomUUID()]
      for (const each of [name, other]) await saveWatermarks(db(), marks(each))
      const changed = marks(name, { configHash: 'two', newest: { crm: later(1), mailer: later(2) } })
      await saveWatermarks(db(), { ...changed, newest: { crm: later(99) }, isFull: false })
      expect(await list(name)).toEqual({ others: false, sides: { crm: later(10), billing: later(20) } })
      expect(await list(name, 'two')).toEqual({ others: true, sides: {} })
      await saveWatermarks(db(), changed)
      expect(await list(name)).toEqual({ others: true, sides: {} })
      expect(await list(name, 'two')).toEqual({ others: false, sides: { crm: later(1), mailer: later(2) } })
      expect((await list(other)).sides).toEqual({ crm: later(10), billing: later(20) })
    })
  })
})
