import { describe, expect, test } from 'vitest'
import { wordProblems } from '../../../src/playground/blocks/check-blocks.ts'
import { checkView, isTooLarge } from '../../../src/playground/blocks/check-view.ts'
import type { JsonObject } from '../../../src/playground/json.ts'
import { HOME_PAGE_SIZE, type HomeBody } from '../../../src/slack/messages/home-body.ts'
import {
  firstPage,
  HOME_SECTIONS,
  type HomePage,
  type HomeSection,
  readHomePage,
  writeHomePage,
} from '../../../src/slack/messages/home-page.ts'
import { homeView } from '../../../src/slack/messages/home-view.ts'
import { sparkline } from '../../../src/slack/messages/sparkline.ts'
import { readBlocks } from '../read-blocks.ts'
import { AT, STATES, sampleDiscrepancy, sampleMismatch, sampleReconciliation, sampleRun } from '../samples.ts'

const COUNTS = { mine: 3, unassigned: 466, overdue: 120, open: 12_480, snoozed: 11, undelivered: 2 }

/** The longest text in the widest letters: three bytes each. */
const WIDE = '<漢&'.repeat(2_000)

/** A full page of each section with that text wherever text of others can stand. */
function fullBody(section: HomeSection, text: string): HomeBody {
  const reconciliation = sampleReconciliation({ name: text, title: text })
  const finding = sampleMismatch({ key: { [text]: text }, field: text })
  const undelivered = Array(500).fill({
    about: { kind: 'discrepancy', number: 1 },
    channel: text,
    error: text,
  })
  if (section === 'delivery') return { kind: 'delivery', failed: undelivered, waiting: undelivered }
  if (section === 'health')
    return {
      kind: 'health',
      total: 500,
      reconciliations: Array(HOME_PAGE_SIZE).fill({
        reconciliation,
        lastRun: sampleRun({ state: 'failed', error: text }),
        running: sampleRun(),
        open: { high: 1_000, medium: 1_000, low: 1_000 },
        nextRuns: [{ startsAt: AT, changedOnly: false }],
        held: { times: 9, since: AT },
        verified: { through: AT, lastFullRunAt: AT },
        findings: Array(14).fill(1_000_000),
      }),
      elsewhere: Array(500).fill({ reconciliation: text, open: 1 }),
    }
  const rows = Array.from({ length: HOME_PAGE_SIZE }, (_, index) => ({
    discrepancy: { ...STATES['snoozed until it changes']!, number: 100_000 + index, finding, owner: text },
    reconciliation,
  }))
  return { kind: 'queue', queue: section, rows, total: 100_000, passed: 40 }
}

describe('a full Home tab', () => {
  test.each(
    HOME_SECTIONS.flatMap((section) => [
      [section, 'short texts', 'customers'] as const,
      [section, 'the longest texts', WIDE] as const,
    ]),
  )('of %s with %s is one that Slack takes, with nothing left out', (section, _, text) => {
    const page = { ...firstPage(section), skip: section === 'health' ? 40 : 0 }
    const view = homeView({
      page,
      counts: COUNTS,
      body: fullBody(section, text),
      notice: text.slice(0, 900),
      at: AT,
    })
    expect(wordProblems(checkView(view as unknown as JsonObject, 'home'))).toEqual([])
    expect(isTooLarge(view as unknown as JsonObject)).toBe(false)
    expect(view.blocks.length).toBeLessThanOrEqual(100)
    expect(JSON.stringify(view.blocks.at(-1))).toContain('/recon help')
  })
})

describe('the buttons at the top', () => {
  test('name every section with its count, mark the one that is shown, and say it to who cannot see it', () => {
    const body = { kind: 'queue', queue: 'mine', rows: [], total: 0, passed: 0 } as const
    const [first] = homeView({ page: firstPage('mine'), counts: COUNTS, body, notice: null, at: AT }).blocks
    expect(readBlocks([first as never])).toEqual([
      '[Mine 3] [Unassigned 466] [⚠️ Overdue 120] [All open 12,480] [Snoozed 11] [Reconciliations] [⚠️ Delivery problems 2]',
    ])
    const buttons = JSON.parse(JSON.stringify(first)).elements as JsonObject[]
    expect(buttons.filter(({ style }) => style === 'primary')).toHaveLength(1)
    expect(buttons[0]).toMatchObject({ style: 'primary', accessibility_label: 'Mine 3, shown now' })
    expect(buttons.map(({ value }) => value)).toEqual([...HOME_SECTIONS])
  })
})

describe('a page of a queue', () => {
  const rows = [30, 29, 28].map((number) => ({
    discrepancy: sampleDiscrepancy({ number }),
    reconciliation: sampleReconciliation(),
  }))
  const shown = (passed: number, total: number) =>
    homeView({
      page: firstPage('open'),
      counts: COUNTS,
      body: { kind: 'queue', queue: 'open', rows, total, passed },
      notice: null,
      at: AT,
    }).blocks

  test('says which part it is, and goes on from its own first and last place', () => {
    const blocks = shown(20, 48)
    expect(readBlocks(blocks as never)).toContain(
      '*48 open discrepancies*  ·  shows 21-23  ·  high severity first, then the newest',
    )
    const pages = JSON.parse(JSON.stringify(blocks.find(({ block_id: id }) => id === 'home-pages'))).elements
    expect(
      pages.map(({ text, value }: { text: { text: string }; value: string }) => [text.text, value]),
    ).toEqual([
      ['Previous 20', 'open;<h30'],
      ['Next 20', 'open;>h28'],
    ])
  })

  test('has no paging where all is on it, and offers on each row what its card offers', () => {
    const blocks = shown(0, 3)
    expect(blocks.some(({ block_id: id }) => id === 'home-pages')).toBe(false)
    expect(readBlocks(blocks as never)).toContain(
      '[Acknowledge] [Resolve] [Escalate] [… Snooze 1 day | Snooze… | Assign to me | Assign… | Undo]',
    )
  })
})

describe('a page of the Home tab', () => {
  const pages: HomePage[] = [
    firstPage('mine'),
    { ...firstPage('open'), isChosen: false },
    { ...firstPage('snoozed'), from: { side: 'after', place: { severity: 'high', number: 1_042 } } },
    {
      ...firstPage('open'),
      isChosen: false,
      from: { side: 'before', place: { severity: 'low', number: 7 } },
    },
    { ...firstPage('health'), skip: 40 },
  ]

  test.each(pages.map((page) => [writeHomePage(page), page]))(
    '%s is read as it was written',
    (text, page) => {
      expect(readHomePage(text)).toEqual(page)
    },
  )

  test.each(['', 'settings', 'mine;', 'mine;>x9', 'open;>h1042;20', '{"section":"mine"}'])(
    '%j of another version is none, or begins at the first page',
    (text) => {
      expect(readHomePage(text) ?? firstPage('mine')).toEqual(firstPage('mine'))
    },
  )
})

describe('a sparkline', () => {
  test.each([
    ['the highest is full, nothing is lowest', [0, 4, 8], '▁▅█ from 0 to 8'],
    ['little of much is seen to be more than nothing', [0, 1, 1_000], '▁▂█ from 0 to 1,000'],
    ['a peak in between is said', [3, 12, 9], '▃█▇ from 3 to 9, at most 12'],
    ['always the same', [5, 5], '██ always 5'],
    ['always nothing', [0, 0, 0], '▁▁▁ always 0'],
  ])('%s', (_, counts, text) => {
    expect(sparkline(counts)).toBe(text)
  })
})
