import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { triageDiscrepancy } from '../../src/operations/triage-discrepancy.ts'
import { type Api, openApi, type TokenName } from './open-api.ts'

let api: Api
const row = (id: string, balance: string, email = 'a@x.org') => ({ id, balance, email, plan: 'pro' })

/** Six missing ones, of which one is of hidden values. */
beforeAll(async () => {
  api = await openApi()
  api.crm.rows = [1, 2, 3, 4, 5].map((id) => row(String(id), '1')).concat(row('6', '1', 'secret@x.org'))
  api.billing.rows = [row('6', '1', 'other@x.org')]
  const request = {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  } as const
  await runReconciliation(api.context, request)
})
afterAll(async () => await api.close())

interface Listed {
  readonly number: number
  readonly key: { readonly id: string }
  readonly field: string | null
  readonly values: object
}
async function list(query = ''): Promise<{ discrepancies: Listed[]; total: number; next: string | null }> {
  return (await api.ask(`/api/discrepancies${query}`)).json as never
}
async function numberOf(id: string): Promise<number> {
  const { discrepancies } = await list('?status=all')
  return discrepancies.find(({ key }) => key.id === id)!.number
}
const act = (number: number, body: object, as: TokenName = 'triager') =>
  api.ask(`/api/discrepancies/${number}/transitions`, { as, body })

describe('GET /api/discrepancies', () => {
  test('lists what is open as the command line does, sensitive values masked', async () => {
    const { discrepancies, total, next } = await list()
    expect({ total, next }).toEqual({ total: 6, next: null })
    expect(discrepancies.map(({ key }) => key.id)).toEqual(['5', '4', '3', '2', '1', '6'])
    expect(discrepancies[0]).toMatchObject({
      reconciliation: 'customers',
      kind: 'missing',
      status: 'new',
      owner: null,
    })
    expect(discrepancies.at(-1)).toMatchObject({
      field: 'email',
      values: { crm: '•••• A', billing: '•••• B' },
    })
    expect(JSON.stringify(discrepancies)).not.toContain('@x.org')
  })

  test('pages go on where the page before ended', async () => {
    const pages: string[][] = []
    for (let next: string | null = ''; next !== null; ) {
      const page = await list(`?limit=4${next === '' ? '' : `&after=${next}`}`)
      pages.push(page.discrepancies.map(({ key }) => key.id))
      next = page.next
    }
    expect(pages).toEqual([
      ['5', '4', '3', '2'],
      ['1', '6'],
    ])
  })

  test.each([
    ['?severity=medium', ['6']],
    ['?severity=medium,low&status=new', ['6']],
    ['?status=resolved', []],
    ['?owner=nobody&severity=medium', ['6']],
    ['?owner=ann', []],
    ['?snoozed=true', []],
    ['?reconciliation=customers&limit=1', ['5']],
  ])('%s narrows it', async (query, ids) => {
    expect((await list(query)).discrepancies.map(({ key }) => key.id)).toEqual(ids)
  })

  test.each([
    ['?status=opn', 400, '"status" is "opn", which is not a status: write one or more of new, acknowledged'],
    ['?severity=high,,low', 400, 'which is not a severity'],
    ['?after=x1', 400, 'which is not a place in the list: send what the page before says as next'],
    ['?after=h9999999999999999', 400, 'which is not a place in the list'],
    ['?reconciliation=%27%3B%20drop%20table%20runs', 404, `There is no reconciliation "'; drop table runs"`],
    ['?owner=%00', 400, 'A text has the character U+0000 in it'],
    ['?__proto__=1', 400, '"__proto__" is not known in the query'],
  ])('%s is refused', async (query, status, sentence) => {
    const answer = await api.ask(`/api/discrepancies${query}`)
    expect(answer.json.detail).toContain(sentence)
    expect(answer.status).toBe(status)
  })
})

describe('POST /api/discrepancies/{number}/transitions', () => {
  test('acts in the name of the token; the second is told who was first, and when', async () => {
    const number = await numberOf('1')
    const done = await act(number, { action: 'acknowledge', note: 'seen by the pipeline' })
    expect(done).toMatchObject({
      status: 200,
      json: { check: null, discrepancy: { number, status: 'acknowledged', statusBy: 'triager' } },
    })
    const late = await act(number, { action: 'acknowledge' })
    const { statusAt } = (done.json.discrepancy ?? {}) as { statusAt: string }
    expect(late).toMatchObject({
      status: 409,
      json: {
        code: 'refused',
        refused: 'already',
        detail: `the token triager already acknowledged #${number} at ${statusAt}.`,
        by: { kind: 'person', id: 'triager', surface: 'http', at: statusAt },
        discrepancy: { number, status: 'acknowledged' },
      },
    })
    const { json } = await api.ask(`/api/discrepancies/${number}`)
    expect(json.history).toMatchObject([
      {
        kind: 'acknowledged',
        note: 'seen by the pipeline',
        by: { kind: 'person', id: 'triager', surface: 'http' },
      },
      { kind: 'opened', by: { kind: 'run' } },
    ])
  })

  test('assigns, snoozes, notes and undoes', async () => {
    const number = await numberOf('2')
    expect((await act(number, { action: 'assign', owner: 'ann' })).json.discrepancy).toMatchObject({
      owner: 'ann',
    })
    expect((await act(number, { action: 'undo' })).json.discrepancy).toMatchObject({ owner: null })
    expect((await act(number, { action: 'snooze', until: 'change' })).json.discrepancy).toMatchObject({
      snoozedUntil: 'change',
    })
    expect(await act(number, { action: 'note', note: 'waiting for the vendor' })).toMatchObject({
      status: 200,
    })
  })

  test('resolve compares first: where the sides still differ nothing is resolved', async () => {
    const number = await numberOf('6')
    const differs = await act(number, { action: 'resolve', reason: 'fixed' })
    expect(differs).toMatchObject({
      status: 409,
      json: { refused: 'differs', discrepancy: { status: 'new' } },
    })
    expect(differs.text).not.toContain('@x.org')
    api.billing.rows = [row('6', '1', 'secret@x.org')]
    const agrees = await act(number, { action: 'resolve', reason: 'fixed' })
    expect(agrees).toMatchObject({
      status: 200,
      json: {
        check: { word: 'agreed' },
        discrepancy: { status: 'resolved', resolution: { reason: 'fixed' } },
      },
    })
  })

  test.each([
    [{ action: 'explode' }, '"action" is "explode", which is not what to do: write acknowledge'],
    [{ action: 'snooze' }, '"until" is missing: it needs the end of a snooze'],
    [{ action: 'snooze', until: 'soon' }, '"soon" is no end of a snooze'],
    [{ action: 'snooze', until: '2020-01-01T00:00:00Z' }, 'is over already'],
    [{ action: 'assign' }, '"owner" is missing: it needs whose it is'],
    [{ action: 'note' }, '"note" is missing'],
    [{ action: 'resolve', reason: 'other' }, '"note" is missing: the reason other needs words'],
    [{ action: 'acknowledge', reason: 'fixed' }, '"reason" is only for resolve, and this is acknowledge'],
    [{ action: 'acknowledge', until: '3d' }, '"until" is only for snooze'],
    [{ action: 'reveal' }, '"action" is "reveal", which is not what to do'],
  ])('refuses %j', async (body, sentence) => {
    const answer = await act(await numberOf('3'), body)
    expect(answer.json.detail).toContain(sentence)
    expect(answer.status).toBe(400)
  })

  test.each([
    ['999', 404, 'There is no discrepancy #999'],
    ['999999999999999', 404, 'There is no discrepancy #999999999999999'],
    ['9007199254740993', 400, 'which is not the number of a discrepancy'],
    ['-1', 400, 'which is not the number of a discrepancy'],
    ['1e3', 400, 'which is not the number of a discrepancy'],
    ['%00', 400, 'U+0000'],
  ])('the number %s is %i', async (number, status, sentence) => {
    for (const path of [`/api/discrepancies/${number}`, `/api/discrepancies/${number}/transitions`]) {
      const request = path.endsWith('s') ? ({ as: 'triager', body: { action: 'acknowledge' } } as const) : {}
      const answer = await api.ask(path, request)
      expect(answer.json.detail).toContain(sentence)
      expect(answer.status).toBe(status)
    }
  })

  test('a list that leaves the token out refuses it, whoever else it names; its own name lets it in', async () => {
    const number = await numberOf('4')
    const { triage } = api.context.settings.reconciliations[0]!
    const before = { ...triage }
    try {
      Object.assign(triage, { may: { acknowledge: ['U012ADA', 'token:other'], note: 'nobody' } })
      const refused = await act(number, { action: 'acknowledge' })
      expect(refused).toMatchObject({ status: 403, json: { code: 'forbidden' } })
      expect(refused.json.detail).toContain('Only U012ADA and token:other may acknowledge in Customers')
      expect(await act(number, { action: 'note', note: 'x' })).toMatchObject({ status: 403 })
      Object.assign(triage, { may: { acknowledge: ['token:triager'] } })
      expect(await act(number, { action: 'acknowledge' })).toMatchObject({ status: 200 })
    } finally {
      delete (triage as { may?: unknown }).may
      Object.assign(triage, before)
    }
  })

  test('who was first in Slack is told', async () => {
    const number = await numberOf('5')
    const actor = { kind: 'person', id: 'U012ADA', surface: 'cli' } as const
    await triageDiscrepancy(api.context, { number, action: 'acknowledge', actor })
    const { json } = await act(number, { action: 'acknowledge' })
    expect(json.detail).toMatch(new RegExp(`^U012ADA already acknowledged #${number} at 20`))
  })
})
