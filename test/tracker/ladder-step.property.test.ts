import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEVERITIES, type Severity } from '../../src/domain/finding.ts'
import type { Ladder, LadderStep, QuietHours } from '../../src/domain/ladder.ts'
import { afterQuiet } from '../../src/domain/quiet-hours.ts'
import { climbStep, firstPlace, type LadderPlace } from '../../src/tracker/ladder-step.ts'

/** A few days around the end of summer time in Berlin. */
const START = Date.parse('2026-10-23T12:00:00Z')
const MINUTE = 60_000

const clock = fc
  .record({ hour: fc.nat(23), minute: fc.nat(59) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const quiet: fc.Arbitrary<QuietHours> = fc
  .record({
    from: clock,
    to: clock,
    zone: fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'America/St_Johns'),
    except: fc.subarray([...SEVERITIES]),
    days: fc.subarray([0, 1, 2, 3, 4, 5]),
  })
  .filter(({ from, to }) => from !== to)
const steps: fc.Arbitrary<LadderStep[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 5 })
  .map((minutes) =>
    minutes
      .sort((a, b) => a - b)
      .map((minute) => ({ afterSeconds: minute * 60, call: { kind: 'mention', who: '@oncall' } })),
  )
const ladder: fc.Arbitrary<Ladder> = fc
  .record({ steps, repeat: fc.nat(3), quiet: fc.option(quiet, { nil: undefined }) })
  .map(({ quiet, ...rules }) => ({
    from: 'escalated',
    severities: SEVERITIES,
    ...rules,
    ...(quiet ? { quiet } : {}),
  }))

interface Made {
  readonly at: Date
  readonly step: number
  readonly round: number
}

/** Looks again and again after so many minutes until the ladder ends: the calls that were made. */
function climbAll(rules: Ladder, severity: Severity, rests: readonly number[]): Made[] {
  const made: Made[] = []
  let now = new Date(START)
  let place: LadderPlace | null = firstPlace(rules, { now, severity })
  for (let look = 0; place !== null; look++) {
    expect(look).toBeLessThan(1_000)
    const wait = rests[look % rests.length]! * MINUTE
    now = new Date(Math.max(now.getTime(), place.dueAt.getTime()) + wait)
    const climbed = climbStep(rules, place, { now, severity })
    if (climbed.does === 'call') made.push({ at: now, step: climbed.step, round: climbed.round })
    else expect(climbed.next.dueAt.getTime()).toBeGreaterThan(now.getTime())
    place = climbed.next
  }
  return made
}

const looked = fc.record({
  rules: ladder,
  severity: fc.constantFrom(...SEVERITIES),
  // Now and then in time: whoever is always late may always come when it is quiet again.
  rests: fc.array(fc.nat(2_000), { maxLength: 4 }).map((late) => [0, ...late]),
})

test('climbStep() never calls in quiet hours unless they except the severity', () => {
  fc.assert(
    fc.property(looked, ({ rules, severity, rests }) => {
      for (const { at } of climbAll(rules, severity, rests))
        expect(afterQuiet(at, rules.quiet, severity)).toEqual(at)
    }),
  )
})

test('climbStep() never calls before its time, and in the order of steps and rounds', () => {
  fc.assert(
    fc.property(looked, ({ rules, severity, rests }) => {
      let roundBegan = START
      let last: Made = { at: new Date(START), step: -1, round: 0 }
      for (const made of climbAll(rules, severity, rests)) {
        const isNewRound = made.round > last.round
        if (isNewRound) roundBegan = last.at.getTime()
        expect(made.round - last.round).toBeLessThanOrEqual(1)
        if (!isNewRound) expect(made.step).toBeGreaterThan(last.step)
        expect(made.at.getTime()).toBeGreaterThanOrEqual(
          roundBegan + rules.steps[made.step]!.afterSeconds * 1_000,
        )
        last = made
      }
    }),
  )
})

test('climbStep() ends with the last step of the last round, and goes each step once a round when it is looked at in time', () => {
  fc.assert(
    fc.property(looked, ({ rules, severity, rests }) => {
      const late = climbAll(rules, severity, rests)
      expect(late.length).toBeLessThanOrEqual(rules.steps.length * (rules.repeat + 1))
      expect(late.at(-1)).toMatchObject({ step: rules.steps.length - 1, round: rules.repeat })
      const inTime = climbAll(rules, severity, [0])
      const all = Array.from({ length: rules.repeat + 1 }, (_, round) =>
        rules.steps.map((_step, step) => [round, step]),
      ).flat()
      expect(inTime.map(({ round, step }) => [round, step])).toEqual(all)
    }),
  )
})

test('climbStep() after a long sleep calls by the last missed step alone', () => {
  const rules: Ladder = {
    from: 'opened',
    severities: ['high'],
    steps: [15, 30, 60].map((minutes) => ({
      afterSeconds: minutes * 60,
      call: { kind: 'mention', who: '@oncall' },
    })),
    repeat: 1,
  }
  const at = (minutes: number) => new Date(START + minutes * MINUTE)
  const place = firstPlace(rules, { now: at(0), severity: 'high' })
  expect(climbStep(rules, place, { now: at(45), severity: 'high' })).toEqual({
    does: 'call',
    step: 1,
    round: 0,
    next: { step: 2, round: 0, dueAt: at(60) },
  })
  expect(climbStep(rules, place, { now: at(600), severity: 'high' })).toEqual({
    does: 'call',
    step: 2,
    round: 0,
    next: { step: 0, round: 1, dueAt: at(615) },
  })
})
