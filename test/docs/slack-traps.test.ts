import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/slack-traps.md`, 'utf8')
const NUMBERS = Array.from({ length: 60 }, (_, at) => at + 1)

/** Tests of these are still to come. The list must be empty in the end: one that is here and has a test fails. */
const AWAITED: readonly number[] = [
  7, 8, 9, 12, 14, 15, 16, 17, 18, 19, 20, 25, 26, 27, 28, 29, 30, 31, 37, 41, 47, 49, 50, 51, 52, 53, 54, 55,
  56, 57, 58, 59,
]

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
  test('each has a test whose title begins with its number, or is awaited', () => {
    const missing = NUMBERS.filter((number) => !TESTED.has(number) && !AWAITED.includes(number))
    expect(missing.map((number) => `T${number}`)).toEqual([])
  })

  test('none is awaited that has a test', () => {
    expect(AWAITED.filter((number) => TESTED.has(number)).map((number) => `T${number}`)).toEqual([])
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
      if (AWAITED.includes(number)) return
      const there = [...(TESTED.get(number) ?? [])].join(', ')
      expect(links, `tests of T${number}: ${there}`).not.toEqual([])
      expect(links.filter((link) => !TESTED.get(number)?.has(link))).toEqual([])
    },
  )
})
