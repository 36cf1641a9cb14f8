import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/what-happens-when.md`, 'utf8')

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'A signal: SIGINT (Ctrl-C) or SIGTERM': ['While idle', 'In a run', 'In a click or a delivery'],
  'kill -9': [
    'In a run',
    'In a click',
    'While an escalation ladder calls',
    'In a post',
    'While events are noted or checked',
  ],
  'A source': [
    'Away',
    'Cut short',
    'Empty or shrunk',
    'Busy',
    'Changed its columns',
    'Changed while it was read',
    'A topic, or its brokers, are away',
    'Its change log is lost or cut',
  ],
  Slack: [
    'Away, or asks to wait (429)',
    'A channel is archived, or the bot removed from it',
    'A person deletes a message',
    'A message shows something old',
    "A check takes longer than Slack's address for its answers",
    'The token is revoked',
  ],
  "The tracker's database is away": ['At the start', 'In a run', 'In a click'],
  'A disk is full': ['The scratch folder', 'The embedded tracker', 'Standard output'],
  'The clock jumps': [
    'Schedules',
    'Leases',
    'Escalation ladders and targets',
    'Snoozes and flapping',
    'Times of records',
  ],
  Clicks: [
    'The same click twice',
    'Two people at once',
    'Two people ask for the same check',
    'Somebody who may not, or of whom Slack cannot say',
    'Two people triage many at once',
    'Resolve, while the sides still differ',
    'On a stale message',
  ],
  'Two processes': ['On one PostgreSQL', 'On one embedded folder'],
  'The config changed while discrepancies are open': [
    'A tolerance is wider',
    'A field, an expectation or a side is removed',
    'A side is renamed',
    'The key changed',
    'A reconciliation is renamed or removed',
  ],
  'A run takes longer than its interval': [],
  'The machine sleeps over a scheduled run': [],
}

/** What stands under each heading of that depth, up to the next one. */
function parts(text: string, mark: string): [title: string, body: string][] {
  return text
    .split(new RegExp(`^${mark} `, 'm'))
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n'))])
}

/** Every part that says what happens: a section without parts is one. */
const ANSWERS = parts(PAGE, '##').flatMap(([section, body]) => {
  const inner = parts(body, '###')
  return inner.length === 0
    ? [[section, body] as const]
    : inner.map(([title, text]) => [`${section}: ${title}`, text] as const)
})

describe('docs/what-happens-when.md', () => {
  test('has an answer for everything that can go wrong', () => {
    const found = parts(PAGE, '##').map(([section, body]) => [
      section,
      parts(body, '###').map(([title]) => title),
    ])
    expect(Object.fromEntries(found)).toEqual(REQUIRED)
  })

  test.each(ANSWERS)('%s: names tests that are there', (_, text) => {
    const [told = '', tested = ''] = text.split(/^Tested: /m)
    expect(told.trim()).not.toBe('')
    const links = [...tested.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!)
    expect(links).not.toEqual([])
    for (const link of links) {
      expect(link).toMatch(/^\.\.\/test\/.+\.test\.ts$/)
      expect(existsSync(join(ROOT, 'docs', link)), link).toBe(true)
    }
  })

  test.each(ANSWERS)('%s: is short', (_, text) => {
    const lines = text
      .split(/^Tested: /m)[0]!
      .trim()
      .split('\n')
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThan(8)
  })
})
