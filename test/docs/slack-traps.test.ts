import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/slack-traps.md`, 'utf8')
const NUMBERS = Array.from({ length: 60 }, (_, at) => at + 1)

/** By number: the files with a test or a group of tests whose title begins with it. */
const TESTED = readTitles()

function readTitles(): ReadonlyMap<number, ReadonlySet<string>> {
  const tested = new Map<number, Set<string>>()
  for (const file of readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.test.ts')) continue
    const text = readFileSync(join(ROOT, 'test', file), 'utf8')
    for (const [, number] of text.matchAll(/['"`]T(\d+): /g)) {
      const files = tested.get(Number(number)) ?? new Set()
      tested.set(Number(number), files.add(`../test/${file}`))
    }
  }
  return tested
}

interface Row {
  readonly number: number
  readonly wrong: string
  readonly does: string
  readonly links: readonly string[]
}

const ROWS: readonly Row[] = [...PAGE.matchAll(/^\| T(\d+) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
  ([, number, wrong, does, tests]) => ({
    number: Number(number),
    wrong: wrong!,
    does: does!,
    links: [...tests!.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!),
  }),
)

describe('the traps of Slack', () => {
  test('each has a test whose title begins with its number', () => {
    const missing = NUMBERS.filter((number) => !TESTED.has(number))
    expect(missing.map((number) => `T${number}`)).toEqual([])
  })
})

describe('docs/slack-traps.md', () => {
  test('has every trap once, in order', () => {
    expect(ROWS.map(({ number }) => number)).toEqual(NUMBERS)
  })

  test.each(ROWS)(
    'T$number: says what goes wrong and what is done, and leads to tests of that name',
    (row) => {
      const { number, wrong, does, links } = row
      expect(wrong.length).toBeGreaterThan(15)
      expect(does.length).toBeGreaterThan(15)
      for (const link of links) expect(existsSync(join(ROOT, 'docs', link)), link).toBe(true)
      const there = [...(TESTED.get(number) ?? [])].join(', ')
      expect(links, `tests of T${number}: ${there}`).not.toEqual([])
      expect(links.filter((link) => !TESTED.get(number)?.has(link))).toEqual([])
    },
  )
})
