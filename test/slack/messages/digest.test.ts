import { describe, expect, test } from 'vitest'
import type { DigestFacts, DigestTrend } from '../../../src/domain/digest-facts.ts'
import { checkBlocks, wordProblems } from '../../../src/playground/blocks/check-blocks.ts'
import { digest } from '../../../src/slack/messages/digest.ts'
import { lineChart } from '../../../src/slack/messages/line-chart.ts'
import { readBlocks } from '../read-blocks.ts'
import { QUIET, sampleDiscrepancy, sampleReconciliation } from '../samples.ts'

const reconciliation = sampleReconciliation()

/** What opened was old facts' whole content. */
const OLD: DigestFacts = {
  ...QUIET,
  opened: 7,
  reopened: 1,
  resolvedByPeople: 2,
  resolvedByThemselves: 3,
  open: { high: 2, medium: 9, low: 0 },
  oldest: { number: 3, firstSeenAt: '2026-10-01T00:00:00.000Z' },
  reconciliations: [
    { name: 'customers', title: 'Customers', opened: 7, resolved: 5, open: 11 },
    { name: 'payments', title: 'Payments', opened: 0, resolved: 0, open: 0 },
  ],
}

const TREND: DigestTrend = {
  unit: 'day',
  points: [
    { day: '2026-10-31', opened: 4, resolved: 0, open: 4 },
    { day: '2026-11-01', opened: 0, resolved: 1, open: 3 },
    { day: '2026-11-02', opened: 9, resolved: 1, open: 11 },
  ],
}

const linesOf = (facts: DigestFacts) =>
  readBlocks(digest({ facts, rows: [] }).blocks).map((line) => line.replace(/<!date[^>]*>/g, 'WHEN'))

describe('a digest', () => {
  test('of facts that an older version saved tells what they say', () => {
    const rows = [{ discrepancy: sampleDiscrepancy(), reconciliation }]
    const message = digest({ facts: OLD, rows })
    expect(message.text).toBe('Digest of 2026-11-02: 7 opened, 5 resolved, 11 open')
    expect(message.plainer).toBeUndefined()
    expect(readBlocks(message.blocks).map((line) => line.replace(/<!date[^>]*>/g, 'WHEN'))).toEqual([
      'Digest of Monday 2 November',
      '*11 still open*  ·  🔺 High *2*  🔶 Medium *9*',
      'The oldest is *#3*, since WHEN',
      '*Opened* | *7*, *1* came back',
      '*Resolved* | *2* by people, *3* by themselves',
      '(divider)',
      '*These need somebody*',
      '*#12*  ·  balance differs  ·  Customers `1042`',
      '🔺 High  ·  New  ·  since WHEN',
      '[Acknowledge] [Resolve] [Escalate]',
      'and 10 others: `/recon list`',
      'Reconciliation | Opened | Resolved | Open',
      'Customers | 7 | 5 | 11',
      'From WHEN to WHEN',
    ])
  })

  test('for one person names who resolved most, how long it took, the change, and what it is mostly about', () => {
    const person = (id: string) => ({ kind: 'person', id, surface: 'slack' }) as const
    const lines = linesOf({
      ...OLD,
      openBefore: 6,
      snoozed: 3,
      wakingSoon: 1,
      resolvers: {
        people: 5,
        top: [
          { actor: person('U0ADA'), count: 2 },
          { actor: person('U0BEA'), count: 1 },
        ],
      },
      acknowledgedAfter: { seconds: 12 * 60 + 20, count: 6 },
      resolvedAfter: { seconds: 3 * 3_600, count: 1 },
      fields: [
        { kind: 'mismatch', field: 'balance', opened: 5, open: 6 },
        { kind: 'invalid', field: 'plan', opened: 0, open: 2 },
        { kind: 'missing', field: null, opened: 2, open: 0 },
      ],
      causes: [{ cause: 'rounding', opened: 4, open: 1_234 }],
    })
    expect(lines).toContain('*11 still open*, 5 more than in the last digest  ·  🔺 High *2*  🔶 Medium *9*')
    expect(lines).toContain(
      'The oldest is *#3*, since WHEN  ·  💤 *3* snoozed, *1* of them for less than a day',
    )
    expect(lines).toContain(
      '*Resolved* | *2* by people, *3* by themselves | <@U0ADA> 2, <@U0BEA> 1, 3 others',
    )
    expect(lines).toContain('*Acknowledged after* | *12 min* (median of 6)')
    expect(lines).toContain('*Resolved by people after* | *3 h* (one alone)')
    expect(lines).toContain(
      '*Mostly*  `balance` (5 new, 6 open)  ·  `plan` value not valid (2 open)  ·  record missing (2 new)',
    )
    expect(lines).toContain('*Looks like*  rounding (4 new, 1,234 open)')
  })

  test.each([
    [1, [3], 'one person'],
    [3, [5, 2, 1], '3 people: 5, 2, 1'],
    [1_000, [500, 20, 10], '1,000 people, most of them: 500, 20, 10'],
  ])(
    'in a channel counts the %i who resolved and names nobody, because Slack would notify them',
    (people, counts, words) => {
      const top = counts.map((count, at) => ({
        actor: { kind: 'person', id: `U0ADA${at}`, surface: 'slack' } as const,
        count,
      }))
      const message = digest({
        facts: { ...OLD, resolvers: { people, top } },
        rows: [],
        id: '#ops:2026-11-02',
      })
      expect(readBlocks(message.blocks)).toContain(`*Resolved* | *2* by people, *3* by themselves | ${words}`)
      expect(JSON.stringify(message)).not.toContain('<@')
    },
  )

  test.each([
    [11, ', as many as in the last digest'],
    [12, ', 1 fewer than in the last digest'],
    [0, ', 11 more than in the last digest'],
  ])('after one with %s open says so', (openBefore, words) => {
    expect(linesOf({ ...OLD, openBefore })[1]).toContain(`*11 still open*${words}  ·`)
  })

  test('of a quiet day is one line', () => {
    const message = digest({ facts: { ...QUIET, trend: TREND }, rows: [] })
    expect(message.text).toBe('Digest of 2026-11-02: nothing differs')
    expect(linesOf({ ...QUIET, trend: TREND })).toEqual([
      '*Digest of Monday 2 November*  ·  ✅ Nothing differs, and nothing did.',
      'From WHEN to WHEN',
    ])
  })

  test('says what was held, fails and was partial, on a quiet day too', () => {
    const lines = linesOf({ ...QUIET, held: ['A', 'B'], failing: ['C'], stopped: ['D'] })
    expect(lines.slice(1, 4)).toEqual([
      '✋ *A, B* were held: somebody has to accept or discard what was read',
      '⚠️ *C* cannot be compared: its scheduled runs fail',
      '◐ Not all was compared: the last run of *D* was partial, the next one goes on',
    ])
  })

  test('of a day on which the last ones were resolved says that nothing is open', () => {
    const lines = linesOf({ ...QUIET, resolvedByPeople: 1, openBefore: 1 })
    expect(lines).toContain('✅ *Nothing is open*, 1 fewer than in the last digest')
  })

  test('names what it is of in the ids of its buttons, so that a click can find it again', () => {
    const rows = [{ discrepancy: sampleDiscrepancy(), reconciliation }]
    const { blocks } = digest({ facts: OLD, rows, id: '#ops:2026-11-02' })
    expect(blocks.flatMap(({ block_id }) => block_id ?? [])).toEqual(['digest;#ops:2026-11-02:12'])
  })

  test('T12: says from when to when in the zone of whoever reads it, with words where Slack has none', () => {
    // Over the night in which Berlin puts its clocks back: 25 hours.
    const facts = { ...OLD, since: '2026-10-24T07:00:00.000Z', until: '2026-10-25T08:00:00.000Z' }
    expect(readBlocks(digest({ facts, rows: [] }).blocks).at(-1)).toBe(
      'From <!date^1792825200^{date_short_pretty} {time}|2026-10-24 07:00 UTC> to <!date^1792915200^{date_short_pretty} {time}|2026-10-25 08:00 UTC>',
    )
  })

  test('T10: a chart stands in messages only, and what is drawn is also there in words', () => {
    const { blocks, plainer } = digest({ facts: { ...OLD, trend: TREND }, rows: [] })
    expect(blocks.filter(({ type }) => String(type) === 'data_visualization')).toHaveLength(1)
    expect(wordProblems(checkBlocks(blocks, 'message'))).toEqual([])
    expect(readBlocks(plainer!.blocks)).toEqual(
      expect.arrayContaining([
        '*The last 3 days*',
        'Open  ▄▃█ from 4 to 11',
        'Opened  ▅▁█ from 4 to 9',
        'Resolved  ▁██ from 0 to 1',
      ]),
    )
    expect(String(plainer?.blocks.map(({ type }) => type))).not.toContain('data_visualization')
  })

  test('of a first day has no line to draw yet', () => {
    const { blocks, plainer } = digest({
      facts: { ...OLD, trend: { unit: 'day', points: TREND.points.slice(2) } },
      rows: [],
    })
    expect(String(blocks.map(({ type }) => type))).not.toContain('data_visualization')
    expect(plainer).toBeUndefined()
  })
})

describe('T7: a chart', () => {
  const days = Array.from({ length: 30 }, (_, at) => `day ${at + 1}`)
  const checks = Array.from({ length: 15 }, (_, at) => `Payments of the Nordic subsidiaries no. ${at + 1}`)

  test('of 30 days and 15 checks with long names, days missing and below zero, is one that Slack takes', () => {
    const values = [...days.map((_, at) => (at === 29 ? -3 : at === 28 ? Number.NaN : at)).slice(0, 30)]
    const chart = lineChart({
      title: 'x'.repeat(80),
      categories: days,
      series: checks.map((name) => ({ name, values })),
    })
    expect(wordProblems(checkBlocks([chart], 'message'))).toEqual([])
    const drawn = chart as unknown as {
      chart: {
        series: { name: string; data: { label: string; value: number }[] }[]
        axis_config: { categories: string[] }
      }
    }
    expect(drawn.chart.series).toHaveLength(6)
    expect(new Set(drawn.chart.series.map(({ name }) => name)).size).toBe(6)
    expect(drawn.chart.axis_config.categories).toEqual(days.slice(10))
    const [{ data }] = drawn.chart.series as [(typeof drawn.chart.series)[number]]
    expect(data.slice(-3)).toEqual([
      { label: 'day 28', value: 27 },
      { label: 'day 29', value: 0 },
      { label: 'day 30', value: 0 },
    ])
  })

  test('with fewer values than days draws the others as nothing', () => {
    const chart = lineChart({ title: '', categories: ['a', 'a', 'b'], series: [{ name: '', values: [1] }] })
    expect(wordProblems(checkBlocks([chart], 'message'))).toEqual([])
    expect(JSON.stringify(chart)).toContain('{"label":"b","value":0}')
  })

  test('of one point is none', () => {
    expect(lineChart({ title: 't', categories: ['a'], series: [{ name: 'n', values: [1] }] })).toBeNull()
  })
})
