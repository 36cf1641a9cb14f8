import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Api, openApi } from './open-api.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
})
afterAll(async () => await api.close())

const row = (id: string, balance: string, email = 'a@x.org') => ({ id, balance, email, plan: 'pro' })
beforeEach(() => {
  api.crm.rows = [row('1', '10.50'), row('2', '7', 'secret@x.org'), row('3', '1')]
  api.billing.rows = [row('1', '10.05'), row('2', '7', 'other@x.org')]
  api.crm.broken = false
  api.crm.gate = null
})

const start = (body: object) => api.ask('/api/runs', { as: 'runner', body })

describe('POST /api/runs', () => {
  test('starts a run in the name of the token, and answers with what it came to where it is waited for', async () => {
    const { status, headers, json } = await start({ reconciliation: 'customers', wait: 60 })
    expect(status).toBe(200)
    expect(headers.get('location')).toBe(`/api/runs/${json.run}`)
    expect(json).toMatchObject({
      reconciliation: 'customers',
      state: 'completed',
      trigger: 'http',
      requestedBy: 'runner',
      scope: { kind: 'everything' },
      sides: {
        crm: { rows: 3, totals: { balance: '18.50' } },
        billing: { rows: 2, totals: { balance: '17.05' } },
      },
      counts: { matched: 2, agreeing: 0, missing: 1, mismatch: 2, duplicate: 0, invalid: 0, drift: 0 },
      changes: { opened: 3, seenAgain: 0, reopened: 0, resolved: 0 },
      error: null,
    })
    expect(json.findings).toEqual([
      { kind: 'missing', key: { id: '3' }, presentOn: ['crm'], missingFrom: ['billing'], severity: 'high' },
      expect.objectContaining({
        kind: 'mismatch',
        field: 'balance',
        values: { crm: '10.50', billing: '10.05' },
      }),
      expect.objectContaining({
        kind: 'mismatch',
        field: 'email',
        values: { crm: '•••• A', billing: '•••• B' },
      }),
    ])
    const read = await api.ask(`/api/runs/${json.run}`)
    expect(read.status).toBe(200)
    expect(read.json).toEqual(json)
  })

  test('a run that goes on is 202, and its address tells how it ends', async () => {
    let open = () => {}
    api.crm.gate = new Promise((resolve) => {
      open = resolve
    })
    const { status, json } = await start({ reconciliation: 'customers' })
    expect(status).toBe(202)
    expect(json).toMatchObject({
      state: 'running',
      counts: null,
      sides: null,
      finishedAt: null,
      findings: [],
    })
    // Who asks for the same gets the same run, and waits no longer than they said.
    const other = await start({ reconciliation: 'customers', wait: 0.1 })
    expect(other).toMatchObject({ status: 202, json: { run: json.run } })
    open()
    await expect.poll(async () => (await api.ask(`/api/runs/${json.run}`)).json.state).toBe('completed')
  })

  test('a run of some keys takes them as they are written, in every form', async () => {
    const scope = { kind: 'keys', keys: ['1', ['2'], { id: '3' }] }
    const { json } = await start({ reconciliation: 'customers', scope, wait: 60 })
    expect(json.scope).toEqual({ kind: 'keys', keys: [{ id: '1' }, { id: '2' }, { id: '3' }] })
    const body =
      '{"reconciliation":"customers","scope":{"kind":"keys","keys":[9007199254740993,1.50]},"wait":60}'
    const long = await api.ask('/api/runs', { as: 'runner', body })
    expect(long.json.scope).toEqual({ kind: 'keys', keys: [{ id: '9007199254740993' }, { id: '1.50' }] })
  })

  test('a run whose source fails has ended too, and says why', async () => {
    api.crm.broken = true
    const { status, json } = await start({ reconciliation: 'customers', wait: 60 })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      state: 'failed',
      error: 'The source "crm" cannot be reached',
      counts: null,
      findings: [],
    })
  })

  test.each([
    [
      { reconciliation: 'custmers' },
      404,
      'not-found',
      'There is no reconciliation "custmers". There are: customers',
    ],
    [{}, 400, 'usage', '"reconciliation" is missing: it needs the name of a reconciliation'],
    [
      { reconcilation: 'customers' },
      400,
      'usage',
      '"reconcilation" is not known in the body (did you mean "reconciliation"?): write reconciliation, scope, wait',
    ],
    [
      { reconciliation: 'customers', wait: 301 },
      400,
      'usage',
      '"wait" is 301, which is not how many seconds',
    ],
    [
      { reconciliation: 'customers', wait: '5' },
      400,
      'usage',
      '"wait" is "5", which is not how many seconds',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'all' } },
      400,
      'usage',
      'what to compare: write { "kind"',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'keys', keys: [] } },
      400,
      'usage',
      '"scope.keys" is a list, which is not a list of keys: write ["1042"]',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'keys', keys: [['1', '2']] } },
      400,
      'usage',
      'scope.keys[0] must have id, as the keys of "customers" have: write every part',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'keys', keys: [''] } },
      400,
      'usage',
      'scope.keys[0] must have id',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'dates', from: '2026-11-01', to: '2026-11-02' } },
      400,
      'usage',
      'add reconciliations.customers.sides.crm.dateColumn',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'dates', from: 'yesterday', to: '2026-11-02' } },
      400,
      'usage',
      '"scope.from" is "yesterday", which is not a day: write 2026-11-01',
    ],
    [
      { reconciliation: 'customers', scope: { kind: 'everything', keys: ['1'] } },
      400,
      'usage',
      '"keys" is not known in scope',
    ],
  ])('refuses %j', async (body, status, code, sentence) => {
    const answer = await start(body)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.json).toMatchObject({ status, code, type: `urn:counterfoil:problem:${code}` })
    expect(answer.json.detail).toContain(sentence)
    expect(answer.status).toBe(status)
  })

  test('a list of the config that leaves the token out refuses, and one that names it lets it in', async () => {
    const { triage } = api.context.settings.reconciliations[0]!
    try {
      Object.assign(triage, { may: { run: ['@finance'] } })
      const refused = await start({ reconciliation: 'customers', wait: 60 })
      expect(refused).toMatchObject({ status: 403, json: { code: 'forbidden' } })
      expect(refused.json.detail).toContain('Only @finance may start comparisons in Customers')
      Object.assign(triage, { may: { run: ['token:runner'] } })
      expect(await start({ reconciliation: 'customers', wait: 60 })).toMatchObject({ status: 200 })
    } finally {
      delete (triage as { may?: unknown }).may
    }
  })
})

describe('GET /api/runs', () => {
  test('pages through runs, newest first, each once', async () => {
    for (const id of ['a', 'b', 'c'])
      await start({ reconciliation: 'customers', scope: { kind: 'keys', keys: [id] }, wait: 60 })
    const all = (await api.ask('/api/runs?limit=1000')).json.runs as { run: string }[]
    const paged: string[] = []
    for (let next: unknown = ''; next !== null; ) {
      const before = next === '' ? '' : `&before=${next}`
      const { json } = await api.ask(`/api/runs?reconciliation=customers&limit=2${before}`)
      paged.push(...(json.runs as { run: string }[]).map(({ run }) => run))
      next = json.next
    }
    expect(paged).toEqual(all.map(({ run }) => run))
    expect(new Set(paged).size).toBe(paged.length)
    expect(paged.length).toBeGreaterThanOrEqual(3)
    expect(all[0]).not.toHaveProperty('findings')
  })

  test.each([
    ['/api/runs/nope', 404, 'There is no run "nope"'],
    ['/api/runs/..%2fetc', 400, '"id" is "../etc", which is not the id of a run'],
    ['/api/runs?before=nope', 404, 'There is no run "nope" to list those before'],
    ['/api/runs?reconciliation=nope', 404, 'There is no reconciliation "nope"'],
    ['/api/runs?limit=0', 400, '"limit" is "0", which is not how many to list: write 1 to 1000'],
    ['/api/runs?limit=99999999999999999999', 400, 'write 1 to 1000'],
    ['/api/runs?limit=-1', 400, 'write 1 to 1000'],
    ['/api/runs?limit=1&limit=2', 400, '"limit" stands twice in the query'],
    ['/api/runs?limt=1', 400, '"limt" is not known in the query (did you mean "limit"?)'],
  ])('GET %s is %i', async (path, status, sentence) => {
    const answer = await api.ask(path)
    expect(answer.json.detail).toContain(sentence)
    expect(answer.status).toBe(status)
  })
})
