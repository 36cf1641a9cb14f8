import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createMethods } from '../../src/playground/web-api/methods.ts'

const page = readFileSync(new URL('../../docs/slack-limits.md', import.meta.url), 'utf8')
const CALLS_A_MINUTE = { 2: '20', 3: '50', 4: '100' }

test('the page lists every method that the stand-in knows, with its scope and how often it may be called', () => {
  const rows = [...page.matchAll(/^\| `([a-z]+(?:\.[a-zA-Z]+)+)` \|(.*)\|(.*)\|$/gm)]
  const listed = rows.map(([, name, scope, calls]) => [name, scope!.trim(), calls!.trim()])
  const methods = createMethods(() => true)
  expect(listed.map(([name]) => name).sort()).toEqual(Object.keys(methods).sort())
  for (const [name, scope, calls] of listed) {
    const method = methods[name!]!
    const [first] = /`[^`]+`/.exec(scope!) ?? ['']
    if (method.scope !== undefined) expect(first, name).toBe(`\`${method.scope}\``)
    if (method.tier !== undefined) expect(calls, name).toBe(CALLS_A_MINUTE[method.tier])
    else expect(calls, name).not.toMatch(/^\d+$/)
  }
})
