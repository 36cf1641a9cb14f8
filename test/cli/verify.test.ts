import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { defaultSettings } from '../../src/playground/workspace/settings.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { type Ended, makeFolder, runCounterfoil } from './run-counterfoil.ts'

const CONFIG = `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
    notify: { channel: "#data-quality", digest: "#finance" }
`
const CSV = 'id,plan\n1,pro\n'

let playground: Playground
beforeAll(async () => {
  playground = await openPlayground()
})
beforeEach(() => {
  playground.configure(defaultSettings())
  playground.failCalls(null)
  for (const name of ['#data-quality', '#finance']) playground.invite(name, true)
})
afterAll(async () => await playground.close())

async function verify(
  changes: { env?: Record<string, string>; files?: Record<string, string>; words?: string[] } = {},
): Promise<Ended> {
  const files = { 'counterfoil.yml': CONFIG, 'crm.csv': CSV, 'billing.csv': CSV, ...changes.files }
  const env = {
    SLACK_BOT_TOKEN: playground.botToken,
    SLACK_APP_TOKEN: playground.appToken,
    SLACK_API_URL: playground.apiUrl,
    ...changes.env,
  }
  return await runCounterfoil(['verify', ...(changes.words ?? [])], { cwd: await makeFolder(files), env })
}

/** The line about that, with a colon instead of the space between the columns. */
function lineOf({ stdout }: Ended, what: string): string | undefined {
  const line = stdout.split('\n').find((each) => each.slice(2).startsWith(`${what}  `))
  return line && `${line.slice(0, 2)}${what}: ${line.slice(2 + what.length).trimStart()}`
}

test('verify says that all is well, line by line, and exits 0', async () => {
  const ended = await verify()
  expect(ended).toMatchObject({ status: 0, stderr: '' })
  expect(ended.stdout).not.toContain('✗')
  expect(lineOf(ended, 'bot token')).toMatch(/^✓ .*counterfoil in /)
  expect(lineOf(ended, 'way in')).toBe('✓ way in: Socket Mode, and Slack gives an address')
  expect(lineOf(ended, 'channel #data-quality')).toBe('✓ channel #data-quality: the bot is in it')
  expect(lineOf(ended, 'messages')).toMatch(/^✓ messages: Slack takes all \d+ kinds, tried in \d+ forms$/)
  expect(lineOf(ended, 'reconciliation customers')).toBe(
    '✓ reconciliation customers: crm, billing answer; 1 field can be compared',
  )
  expect(lineOf(ended, 'tracker')).toMatch(/^! .*there is none yet/)
  expect(playground.messages('#data-quality')).toEqual([])
  const columns = ended.stdout.split('\n').slice(0, -2)
  expect(
    new Set(columns.map((line) => / {2,}(?=\S)/.exec(line)!).map((gap) => gap.index + gap[0].length)).size,
  ).toBe(1)
})

test('verify names what must be mended in Slack and in the sources, all at once, and exits 2', async () => {
  playground.archive('#finance')
  playground.invite('#data-quality', false)
  const ended = await verify({ files: { 'billing.csv': 'id,plam\n1,pro\n' } })
  playground.archive('#finance', false)
  expect(ended.status).toBe(2)
  expect(lineOf(ended, 'channel #finance')).toMatch(/^✗ .*it is archived/)
  expect(lineOf(ended, 'channel #data-quality')).toMatch(/^! .*can post there, and upload no reports/)
  expect(lineOf(ended, 'reconciliation customers')).toMatch(/^✗ .*plan/)
  expect(ended.stdout).toMatch(/\nTo be mended: 2\.\n$/)
})

test('verify with a wrong bot token says so once, never prints it, and still looks at the rest', async () => {
  const ended = await verify({ env: { SLACK_BOT_TOKEN: 'xoxb-wrong-secret' }, words: ['--format', 'json'] })
  expect(ended.status).toBe(2)
  const { ok, checks } = JSON.parse(ended.stdout) as {
    ok: boolean
    checks: { what: string; state: string }[]
  }
  expect(ok).toBe(false)
  expect(checks.map(({ what, state }) => `${what} ${state}`)).toEqual([
    'bot token mend',
    'channels, people, messages note',
    'way in ok',
    'reconciliation customers ok',
    'tracker note',
  ])
  expect(ended.stdout + ended.stderr).not.toContain('wrong-secret')
})

test('verify looks at whom the config calls on escalation', async () => {
  const group = playground.addGroup({ handle: 'oncall' })
  const triage = (to: string) => `${CONFIG}    triage: { escalate: { to: "${to}" } }\n`
  const said = async (to: string) =>
    lineOf(await verify({ files: { 'counterfoil.yml': triage(to) } }), `escalation to ${to}`)
  expect(await said(group.id)).toMatch(/^✓ .*the user group oncall of \d+ people$/)
  expect(await said('S0NOBODY99')).toMatch(/^✗ .*there is no such user group/)
  const ladder = `${CONFIG}    triage: { escalate: { ladder: { steps: [{ after: 5m, dm: U0NOBODY98 }] } } }\n`
  const called = await verify({ files: { 'counterfoil.yml': ladder } })
  expect(lineOf(called, 'escalation to U0NOBODY98')).toMatch(/^✗ /)
  playground.configure({ plan: 'free' })
  expect(await said(group.id)).toMatch(/^✗ .*need a paid plan/)
})

test('verify looks at everybody whom the config allows something, with a remedy for each who is not there', async () => {
  const finance = playground.addGroup({ handle: 'finance' })
  Object.assign(playground.addGroup({ handle: 'old-team' }), { isDisabled: true })
  Object.assign(playground.addGroup({ handle: 'empty' }), { members: [] })
  playground.addPerson({ id: 'U0GUEST001', name: 'guest', standing: 'guest' })
  playground.addPerson({ id: 'U0LEFT0001', name: 'left' })
  playground.deactivate('left')
  const [ada] = playground.people
  const config = `${CONFIG}    triage:
      by: ["@finance", ${ada!.id}]
      resolve: [${finance.id}, U0GUEST001]
      escalate: { by: ["@finanse"] }
      accept: [U0LEFT0001, "@old-team"]
      report: [U0NOBODY99, "@empty"]
      reveal: nobody
`
  const read = async () => {
    const ended = await verify({ files: { 'counterfoil.yml': config } })
    return { status: ended.status, of: (who: string) => lineOf(ended, `permission of ${who}`) }
  }
  const { status, of } = await read()
  expect(status).toBe(2)
  expect(of('@finance')).toMatch(/^✓ .*a user group of \d+ people, named at customers\.triage \(8 actions\)$/)
  expect(of(finance.id)).toMatch(/^✓ .*, named at customers\.triage\.resolve$/)
  expect(of(ada!.id)).toMatch(/^✓ .*a full member/)
  expect(of('U0GUEST001')).toMatch(/^✗ .*is a guest, .*: name a full member at customers\.triage\.resolve$/)
  expect(of('@finanse')).toMatch(
    /^✗ .*no such user group: correct it at customers\.triage\.escalate\.by, or make/,
  )
  expect(of('U0LEFT0001')).toMatch(/^✗ .*was deactivated: name a full member at customers\.triage\.accept$/)
  expect(of('@old-team')).toMatch(
    /^✗ .*is disabled: enable it, or name another at customers\.triage\.accept$/,
  )
  expect(of('U0NOBODY99')).toMatch(/^✗ .*no such person: check the id/)
  expect(of('@empty')).toMatch(/^✗ .*nobody is in this user group: add people/)

  playground.configure({ plan: 'free' })
  expect((await read()).of('@finanse')).toMatch(
    /^✗ .*paid plan of Slack: name people by their ids at customers/,
  )
  playground.configure({ plan: 'paid' })
  playground.failCalls((method) =>
    /^(usergroups|users)\./.test(method) ? { kind: 'error', error: 'missing_scope' } : null,
  )
  const poor = await read()
  expect(poor.of('@finance')).toMatch(/^✗ .*the app lacks a scope: install it again with manifest\.yml$/)
  expect(poor.of(ada!.id)).toMatch(/^✗ .*the app lacks a scope: install it again/)
})

test('verify names the messages that Slack would refuse, and those that it takes in a plainer form', async () => {
  let calls = 0
  playground.failCalls((method, { view, message }) => {
    if (method !== 'blocks.validate') return null
    calls += 1
    if (calls === 1) return { kind: 'limit', retryAfterSeconds: 1 }
    if (String(view).includes('"type":"home"')) return { kind: 'error', error: 'invalid_view' }
    return String(message).includes('data_table') ? { kind: 'error', error: 'invalid_message' } : null
  })
  const ended = await verify()
  expect(ended.status).toBe(2)
  expect(lineOf(ended, 'message homeView, health')).toMatch(
    /^✗ .*Slack would refuse it \(invalid_view\)\. Please report/,
  )
  expect(lineOf(ended, 'message runGroup, a page')).toMatch(/^! .*the plainer form is posted instead$/)
  expect(lineOf(ended, 'messages')).toBeUndefined()
  expect(calls).toBeGreaterThan(80)
})

test('verify prints the list as CSV', async () => {
  const { stdout } = await verify({ words: ['--format', 'csv'] })
  expect(stdout).toMatch(/^what,state,said\nbot token,ok,/)
  expect(stdout).toContain('\nway in,ok,"Socket Mode, and Slack gives an address"\n')
})

test('verify where nothing listens exits 3', async () => {
  const ended = await verify({ env: { SLACK_API_URL: 'http://127.0.0.1:1/' } })
  expect(ended.status).toBe(3)
  expect(lineOf(ended, 'bot token')).toMatch(/^✗ .*could not be reached at http:\/\/127\.0\.0\.1:1\//)
})

test('T54: verify names each scope that is missing, and what is missing without it', async () => {
  const poor = await openPlayground({ scopes: ['chat:write', 'commands', 'channels:read', 'groups:read'] })
  const ended = await verify({ env: { SLACK_API_URL: poor.apiUrl } })
  await poor.close()
  expect(ended.status).toBe(2)
  expect(lineOf(ended, 'scope im:write')).toMatch(/^✗ .*nobody can be written to directly/)
  expect(lineOf(ended, 'scope files:write')).toMatch(/^! .*\/recon report cannot upload its file/)
  expect(lineOf(ended, 'scope chat:write')).toBeUndefined()
})
