import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STATUSES } from '../../src/domain/discrepancy.ts'
import { renderDiagram, renderTable } from './render-states.ts'

const PATH = `${new URL('../..', import.meta.url).pathname}docs/states.md`

// `GOLDEN_RECORD=1 npx vitest run --config test/vitest.config.ts test/docs/states-page.test.ts` writes them anew.
test.each([
  ['diagram', renderDiagram],
  ['transitions', renderTable],
])('docs/states.md has the %s of the table in src/tracker/transitions.ts', (name, render) => {
  const page = readFileSync(PATH, 'utf8')
  const [begin, end] = [`<!-- ${name}: begin -->\n`, `\n<!-- ${name}: end -->`]
  const from = page.indexOf(begin) + begin.length
  const to = page.indexOf(end)
  expect(page).toContain(begin)
  expect(to).toBeGreaterThan(0)
  if (process.env.GOLDEN_RECORD) writeFileSync(PATH, page.slice(0, from) + render() + page.slice(to))
  else expect(page.slice(from, to)).toBe(render())
})

test('docs/states.md says what each status is', () => {
  const page = readFileSync(PATH, 'utf8')
  const named = [...page.matchAll(/^\| \*\*(\w+)\*\* \|/gm)].map((match) => match[1])
  expect(named).toEqual(STATUSES)
})
