import { readFileSync } from 'node:fs'
import type { App } from '@slack/bolt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlannedFault } from '../../src/playground/control/fault-plan.ts'
import type { Playground } from '../../src/playground/playground.ts'
import type { AckVerdict } from '../../src/playground/workspace/transcript.ts'
import { openApp, openPlayground } from '../playground/playground-and-app.ts'

const PAGE = readFileSync(new URL('../../docs/playground.md', import.meta.url), 'utf8')
const BASE = 'http://127.0.0.1:4478'

const EXAMPLES = (/```sh\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '')
  .replaceAll('\\\n', '')
  .split('\n')
  .filter((line) => line.startsWith('curl '))

describe('docs/playground.md', () => {
  let playground: Playground
  let app: App

  beforeAll(async () => {
    playground = await openPlayground()
    app = await openApp(playground, (bolt) => bolt.command('/recon', async ({ ack }) => await ack('Help')))
  })
  afterAll(async () => {
    await app.stop()
    await playground.close()
  })

  it('names every route of the control API, and no other', async () => {
    const response = await fetch(`${playground.url}control`)
    const { routes } = (await response.json()) as { routes: { method: string; path: string }[] }
    const named = [...PAGE.matchAll(/^\| `((?:GET|POST|DELETE) \/control\S*)` \|/gm)].map((match) => match[1])
    expect(routes.length).toBeGreaterThan(20)
    expect(named.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it('names every kind of fault', () => {
    const kinds = PlannedFault.options.map((each) => each.shape.kind.value)
    for (const kind of kinds) expect(PAGE).toMatch(new RegExp(`^\\| \`${kind}\` \\|`, 'm'))
  })

  it('gives the tokens and the address that are right', () => {
    const { botToken, appToken, signingSecret } = playground
    for (const secret of [botToken, appToken, signingSecret]) expect(PAGE).toContain(`\`${secret}\``)
    expect(new URL(playground.apiUrl).pathname).toBe('/api/')
  })

  it('has examples that work, in this order', async () => {
    expect(EXAMPLES.length).toBeGreaterThan(8)
    for (const example of EXAMPLES) {
      const { url, ...request } = readCurl(example)
      const response = await fetch(url.replace(`${BASE}/`, playground.url), request)
      expect(`${response.status} ${example}`).toBe(`200 ${example}`)
    }
    expect(playground.messages('finance').map((each) => each.text)).toEqual(['Help'])
  })

  it('names every kind of entry that its examples have left in the transcript, and every verdict', () => {
    const named = (word: string) => expect(PAGE).toContain(`\`${word}\``)
    const kinds = new Set(playground.transcript().map(({ kind }) => kind))
    expect(kinds.size).toBeGreaterThan(3)
    for (const kind of kinds) named(kind)
    const verdicts: Record<AckVerdict, true> = {
      'in-time': true,
      late: true,
      again: true,
      unknown: true,
      closed: true,
    }
    for (const verdict of Object.keys(verdicts)) named(verdict)
  })
})

/** The few ways in which the page uses curl. */
function readCurl(line: string): {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
} {
  const url = /'?(http:[^\s']+)'?/.exec(line)?.[1] ?? ''
  const header = /-H '([^:]+): ([^']+)'/.exec(line)
  const body = /-d '([^']+)'/.exec(line)?.[1]
  const method = /-X (\S+)/.exec(line)?.[1] ?? (body === undefined ? 'GET' : 'POST')
  const headers = header === null ? {} : { [header[1]!]: header[2]! }
  return { url, method, headers, ...(body === undefined ? {} : { body }) }
}
