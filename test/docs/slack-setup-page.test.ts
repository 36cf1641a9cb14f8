import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { OPTIONAL_SCOPES, SCOPES } from '../../src/slack/introduce-bot.ts'
import { describeScope } from '../../src/slack/scope-words.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/slack-setup.md`, 'utf8')

test('T59: docs/slack-setup.md says of every scope what it is for, and names no other', () => {
  const [, table = ''] = /## What the app may do\n(.*?)\n## /s.exec(PAGE) ?? []
  const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(
    ([, cell]) => cell!.match(/[a-z]+:[a-z.]+|commands/g) ?? [],
  )
  const asked = [...SCOPES, ...OPTIONAL_SCOPES, 'connections:write']
  expect(named.sort()).toEqual(asked.sort())
})

test.each([...SCOPES, ...OPTIONAL_SCOPES])('verify has its own words for the lack of %s', (scope) => {
  expect(describeScope(scope)).not.toContain('something will be refused')
})
