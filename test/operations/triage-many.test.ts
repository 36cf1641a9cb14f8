import { expect, test } from 'vitest'
import type { GroupChoice } from '../../src/domain/group-choice.ts'
import type { ManyResult } from '../../src/domain/many-result.ts'
import type { Context } from '../../src/operations/context.ts'
import { readGroup } from '../../src/operations/read-group.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { type TriageManyRequest, triageMany } from '../../src/operations/triage-many.ts'
import { groupTotals } from '../../src/slack/messages/group-totals.ts'
import { findDiscrepancies } from '../../src/store/discrepancies.ts'
import { listEvents } from '../../src/store/events.ts'
import { saveMessage } from '../../src/store/messages.ts'
import type { Database } from '../../src/store/open-database.ts'
import { listPending } from '../../src/store/outbox.ts'
import { sampleMismatch } from '../slack/samples.ts'
import { eachTracker } from '../store/each-tracker.ts'
import { many, openStorm } from './open-storm.ts'

const person = (id: string) => ({ kind: 'person', id, surface: 'slack' }) as const
const [ADA, BEN] = [person('U1ADA'), person('U2BEN')]
const PAGE = { limit: 10, passed: 0 }
/** `sampleReconciliation` has five cards a run. */
const CARDS = 5
const ROUNDED = sampleMismatch()
const PLAN = sampleMismatch({ field: 'plan', cause: null })

const allOf = (runId: string, narrowed: Partial<GroupChoice> = {}): GroupChoice => ({
  runId,
  pattern: null,
  kind: null,
  field: null,
  status: null,
  ...narrowed,
})

async function act(
  context: Context,
  choice: GroupChoice,
  request: Partial<TriageManyRequest> & Pick<TriageManyRequest, 'action'>,
): Promise<ManyResult> {
  const { upTo } = await readGroup(context, choice, PAGE)
  return await triageMany(context, { choice, numbers: null, upTo, actor: ADA, trigger: 'slash', ...request })
}

const wordsOf = ({ notDone }: ManyResult) => notDone.map(({ number, word }) => `${number} ${word}`)

/** The tracker, whose connection is lost at the end of the transaction after so many of them. */
function cutAfter(db: Database, whole: number): Database {
  let begun = 0
  return new Proxy(db, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name, target)
      const transaction: Database['transaction'] = (work, config) =>
        target.transaction(async (inside) => {
          const done = await work(inside)
          if (begun++ >= whole) throw Object.assign(new Error('Connection terminated'), { code: '08006' })
          return done
        }, config)
      return transaction
    },
  })
}

eachTracker((db) => {
  test('triageMany() does it to all 5,000 that match, with an event and an undo each, and edits the message once', async () => {
    const storm = await openStorm(db(), many(5_000 + CARDS, ROUNDED))
    const { context, runId, numbers } = storm
    const sent = { tag: `run-group:${runId}`, channel: '#ops', ts: '1', contentHash: '', sentAt: new Date() }
    await saveMessage(db(), sent)
    const told: number[] = []
    const result = await act(context, allOf(runId), {
      action: 'resolve',
      reason: 'expected',
      note: 'known',
      onProgress: (done) => told.push(done),
    })
    expect(result).toMatchObject({ asked: 5_000, notDone: [], verified: 0, unverified: 0 })
    expect(result.done).toHaveLength(5_000)
    expect(told).toEqual(Array.from({ length: 25 }, (_, index) => (index + 1) * 200))
    const rows = await findDiscrepancies(db(), numbers)
    expect(rows.slice(0, CARDS).map(({ status }) => status)).toEqual(Array(CARDS).fill('new'))
    const moved = rows.slice(CARDS)
    expect(new Set(moved.map(({ status, version }) => `${status} ${version}`))).toEqual(
      new Set(['resolved 2']),
    )
    expect(moved.at(-1)).toMatchObject({ statusBy: ADA, resolution: { reason: 'expected', note: 'known' } })
    const wanted = await listPending(db())
    expect(wanted.filter(({ tag }) => tag === sent.tag)).toHaveLength(1)
    const last = numbers.at(-1)!
    expect((await listEvents(db(), last)).map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
    const undone = await triageDiscrepancy(context, { number: last, action: 'undo', actor: ADA })
    expect(undone).toMatchObject({ accepted: true, discrepancy: { status: 'new' } })
  }, 120_000)

  test('triageMany() takes what fits the choice: a pattern, a field, a status, some of them by number', async () => {
    const { context, runId, numbers } = await openStorm(db(), [...many(CARDS + 3, ROUNDED), ...many(4, PLAN)])
    const rest = numbers.slice(CARDS)
    const { counts } = await readGroup(context, allOf(runId), PAGE)
    const pattern = groupTotals(counts).byTraits.find(({ traits }) => traits.field === 'balance')!.id
    const one = await act(context, allOf(runId, { pattern }), {
      action: 'acknowledge',
      numbers: [rest[0]!, rest[4]!],
    })
    expect(one.done).toEqual([rest[0]])
    const two = await act(context, allOf(runId, { pattern, status: 'new' }), { action: 'acknowledge' })
    expect(two.done).toEqual(rest.slice(1, 3))
    const three = await act(context, allOf(runId, { field: 'plan' }), { action: 'assign', owner: 'U2BEN' })
    expect(three.done).toEqual(rest.slice(3))
    expect(await act(context, allOf(runId, { field: 'gone' }), { action: 'acknowledge' })).toMatchObject({
      asked: 0,
    })
  })

  test('triageMany() overrides nobody who acted after the person looked, nor takes in what did not fit then', async () => {
    const { context, runId, numbers } = await openStorm(db(), many(CARDS + 6, ROUNDED))
    const [one, two, three, four, five, six] = numbers.slice(CARDS) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const choice = allOf(runId, { status: 'new' })
    await triageDiscrepancy(context, { number: six, action: 'acknowledge', actor: BEN })
    const { upTo, matching } = await readGroup(context, choice, PAGE)
    expect(matching).toBe(5)
    await triageDiscrepancy(context, { number: one, action: 'acknowledge', actor: BEN })
    await triageDiscrepancy(context, { number: two, action: 'resolve', reason: 'expected', actor: BEN })
    await triageDiscrepancy(context, { number: three, action: 'assign', owner: 'U2BEN', actor: BEN })
    await triageDiscrepancy(context, { number: four, action: 'note', note: 'words', actor: BEN })
    // Not one of those that the person saw: it was acknowledged then.
    await triageDiscrepancy(context, { number: six, action: 'escalate', actor: BEN })
    const request = { choice, numbers: null, upTo, actor: ADA, trigger: 'slash' } as const
    const result = await triageMany(context, { ...request, action: 'resolve', reason: 'expected' })
    expect(result.asked).toBe(5)
    expect(wordsOf(result).sort()).toEqual([`${one} conflict`, `${three} conflict`, `${two} already`].sort())
    expect(result.notDone.find(({ number }) => number === one)?.refusal).toMatchObject({
      refused: 'changed',
      last: { kind: 'acknowledged', actor: BEN },
    })
    expect(result.done).toEqual([four, five])
    const again = await triageMany(context, { ...request, action: 'resolve', reason: 'expected' })
    expect(again).toMatchObject({ asked: 5, done: [] })
    expect(wordsOf(again)).toContain(`${four} already`)
  })

  test('T13: two people act on the same 50 at once: every row has one winner, and both results add up', async () => {
    const { context, runId, numbers } = await openStorm(db(), many(CARDS + 50, ROUNDED))
    const choice = allOf(runId)
    const { upTo } = await readGroup(context, choice, PAGE)
    const request = { choice, numbers: null, upTo, action: 'acknowledge', trigger: 'slash' } as const
    const results = await Promise.all([ADA, BEN].map((actor) => triageMany(context, { ...request, actor })))
    expect(results.map(({ asked }) => asked)).toEqual([50, 50])
    expect(results.flatMap(({ done }) => done).sort((a, b) => a - b)).toEqual(numbers.slice(CARDS))
    expect(new Set(results.flatMap(({ notDone }) => notDone.map(({ word }) => word)))).toEqual(
      new Set(['already']),
    )
    for (const number of numbers.slice(CARDS))
      expect((await listEvents(db(), number)).map(({ kind }) => kind)).toEqual(['opened', 'acknowledged'])
  })

  test('T14: the same person sends the same twice at once: it is done once', async () => {
    const { context, runId } = await openStorm(db(), many(CARDS + 50, ROUNDED))
    const choice = allOf(runId)
    const { upTo } = await readGroup(context, choice, PAGE)
    const request = { choice, numbers: null, upTo, action: 'escalate', actor: ADA, trigger: 'slash' } as const
    const results = await Promise.all([triageMany(context, request), triageMany(context, request)])
    expect(results.map(({ done }) => done.length).sort((a, b) => a - b)).toEqual([0, 50])
    expect(results.map(({ asked }) => asked)).toEqual([50, 50])
    // Whoever is called is called once for all of them, and no card is posted for each.
    const told = (await listPending(db())).filter(({ about }) => about.kind === 'group-note')
    expect(told.filter(({ about }) => 'runId' in about && about.runId === runId)).toMatchObject([
      { about: { count: 50, by: ADA } },
    ])
  })

  test('triageMany() keeps what was done when the tracker goes away in the middle, and does the rest when asked again', async () => {
    const { context, runId, numbers } = await openStorm(db(), many(CARDS + 450, ROUNDED))
    const cut = cutAfter(db(), 1)
    const result = await act({ ...context, db: cut }, allOf(runId), { action: 'acknowledge' })
    expect(result.done).toEqual(numbers.slice(CARDS, CARDS + 200))
    expect(result.asked).toBe(450)
    expect(result.notDone.map(({ number }) => number)).toEqual(numbers.slice(CARDS + 200))
    expect(new Set(result.notDone.map(({ word }) => word))).toEqual(new Set(['failed']))
    expect(result.failure).toContain('cannot be reached just now')
    const before = await findDiscrepancies(db(), numbers)
    expect(before.filter(({ status }) => status === 'acknowledged')).toHaveLength(200)
    const rest = await act(context, allOf(runId, { status: 'new' }), { action: 'acknowledge' })
    expect(rest).toMatchObject({ asked: 250, notDone: [], failure: null })
    for (const number of [numbers[CARDS]!, numbers.at(-1)!])
      expect((await listEvents(db(), number)).map(({ kind }) => kind)).toEqual(['opened', 'acknowledged'])
  })

  test('triageMany() throws when nothing was done before it failed', async () => {
    const { context, runId, numbers } = await openStorm(db(), many(CARDS + 3, ROUNDED))
    const cut = cutAfter(db(), 0)
    await expect(act({ ...context, db: cut }, allOf(runId), { action: 'acknowledge' })).rejects.toThrow(
      /terminated/,
    )
    expect((await findDiscrepancies(db(), numbers)).map(({ version }) => version)).toEqual(
      numbers.map(() => 1),
    )
  })

  test('triageMany() refuses each to somebody outside the group, says who may, and writes nothing', async () => {
    const { context, runId, numbers } = await openStorm(db(), many(CARDS + 7, ROUNDED))
    Object.assign(context.settings.reconciliations[0]!.triage, { may: { resolve: ['@finance'] } })
    const directory = {
      standingOf: async () => ({ known: 'member' as const }),
      zoneOf: async () => null,
      membersOf: async () => ({ known: new Set([BEN.id]) }),
    }
    const asked = { action: 'resolve', reason: 'expected' } as const
    const result = await act({ ...context, directory }, allOf(runId), asked)
    expect(result).toMatchObject({ asked: 7, done: [] })
    expect(wordsOf(result)).toEqual(numbers.slice(CARDS).map((number) => `${number} forbidden`))
    expect(result.notDone[0]?.refusal?.denial).toMatchObject({ because: 'not-named', who: ['@finance'] })
    for (const number of numbers)
      expect((await listEvents(db(), number)).map(({ kind }) => kind)).toEqual(['opened'])
    expect((await act({ ...context, directory }, allOf(runId), { ...asked, actor: BEN })).done).toHaveLength(
      7,
    )
  })

  test.each([
    [{ action: 'assign' }, /to whom/],
    [{ action: 'snooze' }, /until when/],
    [{ action: 'snooze', until: new Date('2020-01-01T00:00:00Z') }, /is over already/],
    [{ action: 'resolve' }, /why they are resolved/],
    [{ action: 'resolve', reason: 'other', note: ' ' }, /needs a note/],
  ] as const)('triageMany() refuses %j', async (request, sentence) => {
    const { context, runId } = await openStorm(db(), many(CARDS + 1, ROUNDED))
    await expect(act(context, allOf(runId), request)).rejects.toThrow(sentence)
  })
})
