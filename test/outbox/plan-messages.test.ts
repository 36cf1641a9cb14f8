import { expect, test } from 'vitest'
import type { SavedChange } from '../../src/domain/change.ts'
import { type Discrepancy, STATUSES } from '../../src/domain/discrepancy.ts'
import type { Severity } from '../../src/domain/finding.ts'
import type { Told } from '../../src/domain/outbox.ts'
import type { Telling } from '../../src/domain/route.ts'
import { planRunMessages, planTriageMessages } from '../../src/outbox/plan-messages.ts'
import { retryDelaySeconds } from '../../src/outbox/retry-delay.ts'
import { TRANSITIONS } from '../../src/tracker/transitions.ts'

const at = new Date('2026-11-01T10:00:00Z')
const notify = {
  channel: '#ops',
  digestChannel: null,
  digestAt: { cron: '0 9 * * *', zone: 'UTC' },
  maxCards: 2,
}

function discrepancy(number: number, severity: Severity = 'high'): Discrepancy {
  const actor = { kind: 'run', id: 'run-1', surface: 'run' } as const
  return {
    number,
    reconciliation: 'customers',
    fingerprint: `f${number}`,
    finding: {
      kind: 'missing',
      key: { id: `${number}` },
      presentOn: ['crm'],
      missingFrom: ['billing'],
      severity,
    },
    status: 'new',
    statusBy: actor,
    statusAt: at,
    resolution: null,
    owner: null,
    snooze: null,
    damped: null,
    firstSeenAt: at,
    lastSeenAt: at,
    timesSeen: 1,
    timesReopened: 0,
    reopenedAt: null,
    reopenedBeforeAt: null,
    firstRunId: 'run-1',
    toldRunId: 'run-1',
    lastRunId: 'run-1',
    version: 7,
  }
}

function opened(number: number, severity: Severity = 'high'): SavedChange {
  const row = discrepancy(number, severity)
  return { change: { type: 'opened', fingerprint: row.fingerprint, finding: row.finding }, discrepancy: row }
}

const tagsOf = (wanted: readonly { tag: string }[]) => wanted.map(({ tag }) => tag).sort()
const planOf =
  (runId: string) =>
  (saved: SavedChange[], shown: string[] = [], isShadow = false) =>
    tagsOf(planRunMessages({ notify, runId, isShadow, saved, shown: new Set(shown) }))
const plan = planOf('run-1')
/** Of a run after the one that told of them. */
const planLater = planOf('run-2')

test('a run posts cards up to maxCards and one group message when more is new', () => {
  expect(plan([opened(1), opened(2)])).toEqual(['card:1', 'card:2'])
  expect(plan([opened(3), opened(1), opened(2), opened(4)])).toEqual(['card:1', 'card:2', 'run-group:run-1'])
})

test('a run posts no card for medium and low severity', () => {
  expect(plan([opened(1, 'medium'), opened(2, 'low')])).toEqual([])
})

const routed = (number: number, severity: Severity, route: Telling): SavedChange => {
  const { change, discrepancy } = opened(number, severity)
  return { change, discrepancy: { ...discrepancy, route } }
}

test('a run posts cards for what a rule calls an alert, and none for what it does not', () => {
  const changes = [
    routed(1, 'high', 'log'),
    routed(2, 'low', 'alert'),
    routed(3, 'high', 'digest'),
    opened(4),
  ]
  expect(plan(changes)).toEqual(['card:2', 'card:4'])
  expect(plan([...changes, routed(5, 'medium', 'alert')])).toEqual(['card:2', 'card:4', 'run-group:run-1'])
})

test('what comes back is told by its rule, and by a line where its card stands already', () => {
  const reopened = (severity: Severity, route: Telling, toldRunId = 'run-1'): SavedChange => {
    const { discrepancy } = routed(9, severity, route)
    const change = { type: 'reopened', number: 9, finding: discrepancy.finding } as const
    return { change, discrepancy: { ...discrepancy, toldRunId } }
  }
  expect(planLater([reopened('high', 'log')])).toEqual([])
  expect(planLater([reopened('low', 'alert')])).toEqual(['card:9', 'note:9:7'])
  // It was no alert when it was told of before.
  expect(planLater([reopened('low', 'alert', 'run-2')])).toEqual(['card:9'])
  expect(planLater([reopened('low', 'alert', 'run-2')], ['card:9'])).toEqual(['card:9', 'note:9:7'])
})

test('a run posts nothing when no channel is configured', () => {
  const wanted = planRunMessages({
    notify: { ...notify, channel: null },
    runId: 'run-1',
    saved: [opened(1)],
    shown: new Set(),
  })
  expect(wanted).toEqual([])
})

test('a discrepancy that resolves edits the messages it stands in and posts no new one', () => {
  const resolved: SavedChange = { change: { type: 'resolved', number: 9 }, discrepancy: discrepancy(9) }
  expect(planLater([resolved])).toEqual([])
  expect(planLater([resolved], ['card:9'])).toEqual(['card:9'])
  expect(planLater([resolved], ['run-group:run-1'])).toEqual(['run-group:run-1'])
})

test('a discrepancy seen again edits its card only when it shows something else', () => {
  const row = discrepancy(9)
  const seen = (valuesChanged: boolean): SavedChange => ({
    change: { type: 'seen', number: 9, finding: row.finding, valuesChanged, silent: false },
    discrepancy: row,
  })
  expect(planLater([seen(false)], ['card:9'])).toEqual([])
  expect(planLater([seen(true)], ['card:9'])).toEqual(['card:9'])
  const { change, ...rest } = seen(false)
  const looksElse = { ...rest, change: { ...change, looksElse: true } } as SavedChange
  expect(planLater([looksElse], ['card:9'])).toEqual(['card:9'])
  expect(planLater([looksElse])).toEqual([])
})

test('a discrepancy that comes back gets its card and a line in its thread', () => {
  const row = discrepancy(9)
  const reopened: SavedChange = {
    change: { type: 'reopened', number: 9, finding: row.finding },
    discrepancy: row,
  }
  expect(planLater([reopened])).toEqual(['card:9', 'note:9:7'])
  // The run that told of it first counts what of it is still open.
  expect(planLater([reopened], ['run-group:run-1'])).toEqual(['card:9', 'note:9:7', 'run-group:run-1'])
})

test('what was open in shadow is told as if it was new, by the first run that may, without a line in a thread', () => {
  const seenFirst = (number: number, type: 'seen' | 'reopened', severity: Severity = 'high'): SavedChange => {
    const row = { ...discrepancy(number, severity), toldRunId: 'run-2' }
    const { finding } = row
    const seen = { type: 'seen', number, finding, valuesChanged: false, silent: false } as const
    return { change: type === 'seen' ? seen : { type, number, finding }, discrepancy: row }
  }
  expect(planLater([seenFirst(1, 'seen'), seenFirst(2, 'reopened')])).toEqual(['card:1', 'card:2'])
  const many = [seenFirst(3, 'seen'), seenFirst(1, 'seen'), seenFirst(2, 'seen'), seenFirst(4, 'seen', 'low')]
  expect(planLater(many)).toEqual(['card:1', 'card:2', 'run-group:run-2'])
})

test('a run in shadow tells nobody, and keeps true what stands in Slack already', () => {
  const untold = { ...opened(1), discrepancy: { ...discrepancy(1), toldRunId: null } }
  expect(planLater([untold], [], true)).toEqual([])
  const row = discrepancy(9)
  const reopened: SavedChange = {
    change: { type: 'reopened', number: 9, finding: row.finding },
    discrepancy: row,
  }
  expect(planLater([reopened], ['card:9'], true)).toEqual(['card:9'])
  expect(planLater([reopened], [], true)).toEqual([])
})

test('an escalation edits the card and mentions people in its thread, even when there was no card yet', () => {
  const wanted = planTriageMessages({
    notify,
    tells: 'card-and-thread',
    event: 'escalated',
    discrepancy: discrepancy(9),
    shown: new Set(),
  })
  expect(tagsOf(wanted)).toEqual(['card:9', 'note:9:7'])
})

test('what a run tells of one that is there already is what the table of transitions says', () => {
  const finding = discrepancy(9).finding
  const changes = {
    change: { type: 'seen', number: 9, finding, valuesChanged: true, silent: false },
    agree: { type: 'resolved', number: 9 },
    return: { type: 'reopened', number: 9, finding },
  } as const
  const tags = {
    nothing: [],
    copies: ['card:9'],
    'copies-and-thread': ['card:9', 'note:9:7'],
    'card-and-thread': ['card:9', 'note:9:7'],
  }
  let compared = 0
  for (const [action, change] of Object.entries(changes)) {
    for (const status of STATUSES) {
      const decision = TRANSITIONS[action as keyof typeof changes].from[status]
      if (!('to' in decision) || decision.to === 'as before') continue
      const row = { ...discrepancy(9), status: decision.to }
      expect(planLater([{ change, discrepancy: row }], ['card:9']), `${action} ${status}`).toEqual(
        tags[decision.tells],
      )
      compared++
    }
  }
  expect(compared).toBe(7)
})

test('a line for the thread goes only where a card stands', () => {
  const tells = (what: Told, shown: string[]) =>
    tagsOf(
      planTriageMessages({
        notify,
        tells: what,
        event: 'noted',
        discrepancy: discrepancy(9),
        shown: new Set(shown),
      }),
    )
  expect(tells('copies-and-thread', [])).toEqual([])
  expect(tells('copies-and-thread', ['card:9'])).toEqual(['card:9', 'note:9:7'])
  expect(tells('copies-and-thread', ['run-group:run-1'])).toEqual(['run-group:run-1'])
  expect(tells('nothing', ['card:9'])).toEqual([])
})

test('an acknowledgement edits what is shown and nothing else', () => {
  const shown = new Set(['card:9'])
  const wanted = planTriageMessages({
    notify,
    tells: 'copies',
    event: null,
    discrepancy: discrepancy(9),
    shown,
  })
  expect(tagsOf(wanted)).toEqual(['card:9'])
})

test('a retry waits twice as long each time, at most 300 s, and never less than Slack asks', () => {
  expect([1, 2, 3, 30].map((attempts) => retryDelaySeconds(attempts, 0))).toEqual([1, 2, 4, 300])
  expect(retryDelaySeconds(1, 42)).toBe(42)
})
