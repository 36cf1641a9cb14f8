import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TRANSITIONS } from '../../src/tracker/transitions.ts'

const FOLDER = new URL('.', import.meta.url).pathname
const NUMBERS = between(1, 85)

describe('the suite', () => {
  it('has every trap: as one case or several, or in the table of what is absent', () => {
    const present = new Set(cases().map(({ number }) => number))
    expect([...present, ...absent()].sort((a, b) => a - b)).toEqual(NUMBERS)
  })

  it('names only rules that the engine states, and transitions of the tracker', () => {
    const doc = readFileSync(new URL('../../src/engine/index.ts', import.meta.url), 'utf8')
    const stated = [...doc.matchAll(/^ \* (\d+)\. \*\*/gm)].map((match) => match[1]!)
    for (const { number, proves } of cases()) {
      expect(proves, `trap ${number}`).toMatch(/^(rules? \d|contract: |telling: |run: |lifecycle: )/)
      expect(Object.keys(TRANSITIONS), `trap ${number}`).toEqual(
        expect.arrayContaining(transitionsOf(proves)),
      )
      const rules = proves.startsWith('rule') ? (proves.match(/\d+/g) ?? []) : []
      expect(stated, `trap ${number}`).toEqual(expect.arrayContaining(rules))
    }
  })
})

/** What `proves` names after `lifecycle:`. */
function transitionsOf(proves: string): string[] {
  const [, names] = /^lifecycle: (.+)$/.exec(proves) ?? []
  return names?.split(', ') ?? []
}

function cases(): { number: number; proves: string }[] {
  const texts = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(`${FOLDER}${file}`, 'utf8'))
  return texts.flatMap((text) =>
    [...text.matchAll(/^trap\(\s*(\d+),\s*\{[^}]*?proves: '([^']+)'/gm)].map((match) => ({
      number: Number(match[1]),
      proves: match[2]!,
    })),
  )
}

/** The numbers of the README's table: `| 53 | ...` or `| 80 to 84 | ...`. */
function absent(): number[] {
  const readme = readFileSync(`${FOLDER}README.md`, 'utf8')
  return [...readme.matchAll(/^\| (\d+)(?: to (\d+))? \|/gm)].flatMap(([, from, to]) =>
    between(Number(from), Number(to ?? from)),
  )
}

function between(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
