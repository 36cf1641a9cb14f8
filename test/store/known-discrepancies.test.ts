import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { writeKey } from '../../src/domain/record.ts'
import { listFound, type OpenWanted, pagesOfOpen } from '../../src/store/known-discrepancies.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { eachTracker, mismatch, NOW, openOne } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

const values = { crm: 'a', billing: 'b' }

let reconciliation: string
beforeEach(() => {
  reconciliation = `customers-${randomUUID()}`
})

eachTracker((db) => {
  const open = async (id: string) => await openOne(db(), mismatch(id, values), reconciliation)
  const pages = async (wanted: Partial<OpenWanted>) => {
    const given: number[][] = []
    for await (const page of pagesOfOpen(db(), { reconciliation, keys: null, size: 2, ...wanted }))
      given.push(page.map(({ number }) => number))
    return given
  }

  test('pagesOfOpen() gives what is open, of these keys or of all, and of this reconciliation', async () => {
    const [first, second, third] = [await open('1'), await open('2'), await open('3')]
    await openOne(db(), mismatch('1', values), `${reconciliation}-other`)
    const changes = [{ type: 'resolved' as const, number: second!.number }]
    await saveKnown(db(), { reconciliation, changes, runId: 'run-2', now: NOW })
    expect(await pages({})).toEqual([[first!.number, third!.number]])
    const keys = ['1', '2', '4'].map((id) => writeKey({ id }))
    expect((await pages({ keys })).flat()).toEqual([first!.number])
    expect((await pages({ keys: [] })).flat()).toEqual([])
  })

  test('pagesOfOpen() leaves nothing out and repeats nothing while the pages before are resolved', async () => {
    const severities = ['high', 'low', 'medium', 'high', 'low', 'medium', 'high'] as const
    const changes = severities.map((severity, id) => {
      const finding = { ...mismatch(`${id}`, values), severity }
      return { type: 'opened' as const, fingerprint: fingerprint(reconciliation, finding), finding }
    })
    const saved = await saveKnown(db(), { reconciliation, changes, runId: 'run-1', now: NOW })
    const given: number[] = []
    for await (const page of pagesOfOpen(db(), { reconciliation, keys: null, size: 2 })) {
      expect(page.length).toBeLessThanOrEqual(2)
      given.push(...page.map(({ number }) => number))
      const gone = page.map(({ number }) => ({ type: 'resolved' as const, number }))
      await saveKnown(db(), { reconciliation, changes: gone, runId: 'run-2', now: NOW })
    }
    const all = saved.map(({ discrepancy }) => discrepancy.number)
    expect(given.sort((a, b) => a - b)).toEqual(all.sort((a, b) => a - b))
  })

  test('pagesOfOpen() leaves out what this run has seen', async () => {
    const [first, second] = [await open('1'), await open('2')]
    const { number, finding } = first!
    const changes = [{ type: 'seen' as const, number, finding, valuesChanged: false, silent: false }]
    await saveKnown(db(), { reconciliation, changes, runId: 'run-2', now: NOW })
    expect(await pages({ unseenBy: 'run-2' })).toEqual([[second!.number]])
    expect(await pages({ unseenBy: 'run-3' })).toEqual([[number, second!.number]])
  })

  test('pagesOfOpen() finds a key that is too long for a B-tree', async () => {
    const { number, finding } = await open(randomUUID().repeat(500))
    expect(await pages({ keys: [writeKey(finding.key)] })).toEqual([[number]])
  })

  test('listFound() gives what is known under fingerprints, resolved or not', async () => {
    const [first, second, third] = [await open('1'), await open('2'), await open('3')]
    const changes = [{ type: 'resolved' as const, number: third!.number }]
    await saveKnown(db(), { reconciliation, changes, runId: 'run-2', now: NOW })
    const fingerprints = [first!, third!].map((one) => one.fingerprint)
    const numbers = async (wanted: string[]) =>
      (await listFound(db(), { reconciliation, fingerprints: wanted }))
        .map(({ number }) => number)
        .sort((a, b) => a - b)
    expect(await numbers([...fingerprints, 'unknown'])).toEqual([first!.number, third!.number])
    expect(await numbers([])).toEqual([])
    const other = await listFound(db(), { reconciliation: `${reconciliation}-other`, fingerprints })
    expect(other).toEqual([])
    expect(second!.number).toBeGreaterThan(first!.number)
  })
})
