import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { climbLadders } from '../../src/operations/climb-ladders.ts'
import { startTrackerServer, type TrackerServer } from '../support/tracker-server.ts'
import { LADDER, type LadderLife, mention, openLadder, step } from './open-ladder.ts'

let server: TrackerServer
let life: LadderLife

beforeAll(async () => {
  server = await startTrackerServer()
})
afterAll(async () => await server?.close())
beforeEach(async () => {
  life = await openLadder(server)
})
afterEach(async () => await life.close())

const escalate = () => life.triage({ action: 'escalate' })
/** What is called at that minute. */
const at = async (minutes: number) => {
  life.at(minutes)
  return [await life.climb(), ...(await life.told())]
}

describe('a ladder', () => {
  test('that begins when somebody escalates calls step by step, round by round, and ends', async () => {
    await escalate()
    await life.told()
    expect(await at(14)).toEqual([0])
    expect(await at(15)).toEqual([1, 'called', 'discrepancy'])
    expect(await life.ladder()).toMatchObject({ next: { step: 1, round: 0, dueAt: life.instant(30) } })
    expect(await at(29)).toEqual([0])
    expect(await at(30)).toEqual([1, 'call', 'called', 'discrepancy'])
    // The second round counts from the end of the first.
    expect(await at(44)).toEqual([0])
    await at(45)
    await at(60)
    expect(await life.ladder()).toMatchObject({ next: null, endedBy: 'exhausted', endedAt: life.instant(60) })
    expect(await at(10_000)).toEqual([0])
    expect(await life.said()).toEqual([
      { step: 1, round: 1, how: 'mention', to: 'S0ONCALL1' },
      { step: 2, round: 1, how: 'dm', to: 'U0ADA' },
      { step: 1, round: 2, how: 'mention', to: 'S0ONCALL1' },
      { step: 2, round: 2, how: 'dm', to: 'U0ADA' },
    ])
  })

  test('T28: escalated twice is one ladder', async () => {
    await escalate()
    life.at(10)
    expect(await escalate()).toMatchObject({ accepted: false, refused: 'already' })
    expect(await life.ladder()).toMatchObject({ next: { dueAt: life.instant(15) } })
  })

  test('of what people are told of begins with the run, and its first step escalates', async () => {
    life.rules({ ladder: { ...LADDER, from: 'opened' } })
    await life.run('10')
    life.at(1)
    await life.run('12')
    await life.told()
    await at(16)
    expect(await life.row()).toMatchObject({ status: 'escalated', statusBy: { kind: 'timer' } })
    expect((await life.kinds()).slice(-2)).toEqual(['escalated', 'called'])
    // Who escalates it now anyway is told so, and nothing begins anew.
    expect(await escalate()).toMatchObject({ accepted: false, refused: 'already' })
    expect((await life.ladder()).next).toMatchObject({ step: 1 })
  })

  test('is ended by an acknowledgement, and by a resolution', async () => {
    await escalate()
    await life.triage({ action: 'acknowledge' })
    expect(await life.ladder()).toMatchObject({ endedBy: 'acknowledged' })
    expect((await at(10_000))[0]).toBe(0)
    await escalate()
    expect(await life.ladder()).toMatchObject({ endedBy: null, next: { step: 0, round: 0 } })
    await life.run('10')
    expect(await life.ladder()).toMatchObject({ endedBy: 'resolved' })
    expect((await at(20_000))[0]).toBe(0)
  })

  test('that wrote to somebody shows them that it is over', async () => {
    await escalate()
    await at(30)
    await life.context.db.execute(sql`insert into messages (tag, channel, ts, content_hash, sent_at)
      values ('call:1:3:U0ADA', 'D0ADA', '2', 'x', now())`)
    await life.triage({ action: 'acknowledge' })
    expect(await life.told()).toContain('call')
  })

  test('begins anew when it is reopened, and goes on where it was when the acknowledgement is undone', async () => {
    life.rules({ ladder: { ...LADDER, from: 'opened' } })
    await life.triage({ action: 'resolve' })
    life.at(100)
    await life.triage({ action: 'reopen' })
    expect((await life.ladder()).next).toEqual({ step: 0, round: 0, dueAt: life.instant(115) })
    await at(115)
    await life.triage({ action: 'acknowledge' })
    life.at(120)
    await life.triage({ action: 'undo' })
    expect(await life.ladder()).toMatchObject({ endedBy: null, next: { step: 1, dueAt: life.instant(130) } })
    await life.triage({ action: 'acknowledge' })
    life.at(125)
    await life.triage({ action: 'unacknowledge' })
    expect((await life.ladder()).next).toEqual({ step: 0, round: 0, dueAt: life.instant(140) })
  })

  test('an undo that comes after a call takes back what the person did', async () => {
    await escalate()
    await at(5)
    life.rules({ ladder: { ...LADDER, steps: [step(1, mention('S0ONCALL1'))] } })
    await life.climb()
    expect(await life.triage({ action: 'undo' })).toMatchObject({ accepted: true })
    expect(await life.row()).toMatchObject({ status: 'new' })
    expect(await life.ladder()).toMatchObject({ endedBy: 'withdrawn' })
  })

  test('waits while it is snoozed, and goes on from there', async () => {
    await escalate()
    await life.triage({ action: 'snooze', until: life.instant(120) })
    expect((await at(60))[0]).toBe(0)
    life.at(120)
    expect(await life.wake()).toBe(1)
    expect(await life.climb()).toBe(1)
    expect(await life.said()).toMatchObject([{ step: 1 }])
    expect((await life.ladder()).next).toMatchObject({ step: 1, dueAt: life.instant(135) })
  })

  test('is no more when the config has none, or not for it', async () => {
    await escalate()
    await life.told()
    life.rules({ ladder: { ...LADDER, severities: ['low'] } })
    // Its card no longer says who is next.
    expect(await at(15)).toEqual([1, 'discrepancy'])
    expect(await life.ladder()).toMatchObject({ next: null, endedBy: 'withdrawn' })
    expect(await life.said()).toEqual([])
  })

  test('calls nobody of what is in shadow', async () => {
    await escalate()
    const [customers] = life.context.settings.reconciliations
    const settings = { ...life.context.settings, reconciliations: [{ ...customers!, shadow: true }] }
    Object.assign(life.context, { settings })
    await life.told()
    // Its card stays true.
    expect(await at(15)).toEqual([1, 'discrepancy'])
    expect(await life.ladder()).toMatchObject({ endedBy: 'config' })
  })

  test('waits for the end of quiet hours, and for the rest of its round by as much', async () => {
    // It is 9 o'clock in UTC.
    const quiet = { from: '09:10', to: '10:00', zone: 'UTC', except: [] }
    life.rules({ ladder: { ...LADDER, quiet } })
    await escalate()
    expect((await life.ladder()).next).toMatchObject({ dueAt: life.instant(60) })
    expect((await at(59))[0]).toBe(0)
    expect((await at(60))[0]).toBe(1)
    expect((await life.ladder()).next).toMatchObject({ step: 1, dueAt: life.instant(75) })
  })

  test('that nobody looked after for long goes the last missed step alone', async () => {
    await escalate()
    await life.told()
    expect(await at(300)).toEqual([1, 'call', 'called', 'discrepancy'])
    expect(await life.said()).toMatchObject([{ step: 2, round: 1 }])
    expect((await life.ladder()).next).toMatchObject({ step: 0, round: 1, dueAt: life.instant(315) })
  })

  test('of many processes that look at once, one calls', async () => {
    await escalate()
    life.at(15)
    const gone = await Promise.all(Array.from({ length: 8 }, () => climbLadders(life.context)))
    expect(gone.reduce((sum, each) => sum + each, 0)).toBe(1)
    expect(await life.said()).toHaveLength(1)
  })
})

describe('T28: whoever cannot be called', () => {
  const first = (who: string) =>
    life.rules({ ladder: { ...LADDER, steps: [step(15, mention(who)), LADDER.steps[1]!] } })

  test.each([
    ['a deactivated person', 'U0GONE', 'this account is deactivated'],
    ['an app', 'U0BOT', 'this is an app'],
    ['a group that is disabled', 'S0GONE', 'there is no such user group, or it is disabled'],
    ['an empty group', 'S0EMPTY', 'nobody in this user group can be called'],
    ['a group of people who left', 'S0LEFT', 'nobody in this user group can be called'],
  ])('%s is followed by the next step at once, and that is written down', async (_what, who, because) => {
    Object.assign(life.workspace.people, { U0GONE: 'deactivated', U0BOT: 'bot' })
    Object.assign(life.workspace.groups, { S0EMPTY: [], S0LEFT: ['U0GONE'] })
    first(who)
    await escalate()
    expect(await at(15)).toContain('call')
    expect(await life.said()).toEqual([
      { step: 2, round: 1, how: 'dm', to: 'U0ADA', insteadOf: who, because },
    ])
    expect((await life.ladder()).next).toMatchObject({ step: 0, round: 1, dueAt: life.instant(30) })
  })

  test('where nobody is left in a round, that is said once in it, and the ladder goes on to its end', async () => {
    Object.assign(life.workspace.people, { U0ADA: 'deactivated', U0BEN: 'stranger' })
    await escalate()
    await life.told()
    expect(await at(15)).toEqual([1, 'called', 'discrepancy'])
    await at(30)
    expect(await life.said()).toEqual(
      [1, 2].map((round) => ({
        step: 1,
        round,
        insteadOf: 'S0ONCALL1',
        because: 'nobody in this user group can be called',
      })),
    )
    expect(await life.ladder()).toMatchObject({ endedBy: 'exhausted' })
  })

  test('Slack that does not answer is no reason to pass over a mention', async () => {
    life.workspace.isAway = true
    await escalate()
    expect(await at(15)).toContain('called')
    expect(await life.said()).toMatchObject([{ step: 1, to: 'S0ONCALL1' }])
  })

  test('a group is written to member by member', async () => {
    Object.assign(life.workspace.people, { U0BEN: 'deactivated' })
    life.workspace.groups.S0MANY = ['U0BEN', ...Array.from({ length: 20 }, (_, index) => `U0P${index}`)]
    life.rules({ ladder: { ...LADDER, steps: [step(15, { kind: 'dm', who: 'S0MANY' })] } })
    await escalate()
    expect((await at(15)).filter((what) => what === 'call')).toHaveLength(15)
  })
})

describe('targets', () => {
  const TARGETS = { high: { acknowledgeSeconds: 1_800, resolveSeconds: 7_200 } }
  beforeEach(() => life.rules({ targets: TARGETS }))
  const missed = async (minutes: number) => {
    life.at(minutes)
    return [await life.breach(), ...(await life.told())]
  }

  test('that are missed are told once each', async () => {
    await life.told()
    expect(await missed(29)).toEqual([0])
    expect(await missed(30)).toEqual([1, 'breached', 'discrepancy'])
    expect(await missed(31)).toEqual([0])
    expect(await missed(120)).toEqual([1, 'breached', 'discrepancy'])
    expect(await life.said()).toEqual([{ target: 'acknowledge' }, { target: 'resolve' }])
  })

  test('are kept by an acknowledgement and a resolution, even one that was taken up again', async () => {
    await life.triage({ action: 'acknowledge' })
    await life.triage({ action: 'escalate' })
    await life.told()
    expect(await missed(60)).toEqual([0])
    await life.triage({ action: 'resolve' })
    expect((await missed(500))[0]).toBe(0)
  })

  test('are missed where the acknowledgement was undone, and by what is snoozed', async () => {
    await life.triage({ action: 'acknowledge' })
    await life.triage({ action: 'undo' })
    await life.triage({ action: 'snooze', until: null })
    expect((await missed(30))[0]).toBe(1)
  })

  test('count anew when it comes back', async () => {
    await missed(120)
    await life.run('10')
    life.at(200)
    await life.run('12')
    expect((await missed(229))[0]).toBe(0)
    expect((await missed(230))[0]).toBe(1)
    expect(await life.said()).toHaveLength(3)
  })

  test('are nobody’s in shadow, and one of many processes tells', async () => {
    const [customers] = life.context.settings.reconciliations
    const shadow = (isShadow: boolean) => {
      const reconciliations = [
        { ...customers!, triage: { escalateTo: null, targets: TARGETS }, shadow: isShadow },
      ]
      Object.assign(life.context, { settings: { ...life.context.settings, reconciliations } })
    }
    shadow(true)
    expect((await missed(200))[0]).toBe(0)
    shadow(false)
    const told = await Promise.all(Array.from({ length: 6 }, () => life.breach()))
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(2)
  })
})
