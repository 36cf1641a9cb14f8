import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const ROOT = new URL('../..', import.meta.url).pathname

/** Names of the cases of the bench, which is no TypeScript. */
function benchCases(): string[] {
  const code = `import { casesOf, GROWTH } from './bench/cases.mjs'
    console.log(JSON.stringify([...casesOf({ scale: 1, large: true }), ...GROWTH].map(({ name }) => name)))`
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT })
  return JSON.parse(printed.toString()) as string[]
}

test('docs/performance.md names every case of the bench, in its order, and no other', () => {
  const page = readFileSync(`${ROOT}docs/performance.md`, 'utf8')
  const [, table = ''] = /<!-- measured: begin -->(.*)<!-- measured: end -->/s.exec(page) ?? []
  const named = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!)
  const cases = benchCases()
  expect(cases).toContain('csv shuffled')
  expect(new Set(cases).size).toBe(cases.length)
  expect(named).toEqual(cases)
})
