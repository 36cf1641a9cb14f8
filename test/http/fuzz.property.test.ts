import type { z } from '@hono/zod-openapi'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROUTES } from '../../src/http/routes.ts'
import { runReconciliation } from '../../src/operations/run-reconciliation.ts'
import { type Operation, Requests, type SchemaNode } from './arbitrary-request.ts'
import { type Api, openApi, type TokenName } from './open-api.ts'

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, SchemaNode>> }
}
interface DocumentedOperation {
  readonly parameters?: Operation['parameters']
  readonly requestBody?: { readonly content: Readonly<Record<string, DocumentedBody>> }
}
interface DocumentedBody {
  readonly schema: SchemaNode
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>
}

let api: Api
let runId: string
const row = (id: string, balance: string) => ({ id, balance, email: `${id}@x.org`, plan: 'p' })
beforeAll(async () => {
  api = await openApi()
  api.crm.rows = [row('1', '1'), row('2', '2'), row('3', '3')]
  api.billing.rows = [row('1', '1'), row('2', '2.5')]
  const request = {
    name: 'customers',
    scope: { kind: 'everything' },
    trigger: 'cli',
    requestedBy: 'ada',
  } as const
  runId = (await runReconciliation(api.context, request)).run.id
})
afterAll(async () => await api.close())

const GOOD_TOKEN: Readonly<Record<string, TokenName>> = {
  read: 'reader',
  run: 'runner',
  triage: 'triager',
  events: 'shop',
}

/** By status, as the route documents it. */
function schemaOf(index: number, status: number, type: string): z.ZodType | null {
  const answer = ROUTES[index]!.config.responses[status] as
    | { readonly content?: Readonly<Record<string, { readonly schema: z.ZodType }>> }
    | undefined
  return answer?.content?.[type]?.schema ?? null
}

test('whatever is sent, every answer is one that the document has, with the body that it says, and never 5xx', async () => {
  const { json } = await api.ask('/openapi.json')
  const document = json as unknown as Document
  const known = {
    reconciliation: ['customers'],
    number: [1, 2, 3],
    id: [runId],
    side: ['crm', 'billing'],
    key: ['1', 2, ['3']],
    before: [runId],
  }
  const requests = new Requests(document.components.schemas, known)
  const seen = new Set<string>()
  const each = ROUTES.map(({ path, needs, config }, index) => {
    const documented = document.paths[path]![config.method]!
    const body = documented.requestBody?.content['application/json']
    const operation = {
      method: config.method,
      path,
      parameters: documented.parameters ?? [],
      body: body?.schema ?? null,
      examples: Object.values(body?.examples ?? {}).map(({ value }) => value),
    }
    return requests.of(operation).map((request) => ({ ...request, index, operation, as: GOOD_TOKEN[needs]! }))
  })
  await fc.assert(
    fc.asyncProperty(fc.oneof(...each), async ({ path, body, index, operation, as }) => {
      const method = operation.method.toUpperCase()
      const sent = operation.body === null ? {} : { body: JSON.stringify(body) ?? '' }
      const answer = await api.ask(path, { as, method, ...sent })
      const type = (answer.headers.get('content-type') ?? '').split(';')[0]!
      seen.add(`${index} ${answer.status}`)
      expect(answer.status, answer.text).toBeLessThan(500)
      const schema = schemaOf(index, answer.status, type)
      expect(schema, `${method} ${path}: ${answer.status} ${type} ${answer.text}`).not.toBeNull()
      const checked = schema!.safeParse(JSON.parse(answer.text))
      expect(checked.error?.issues, `${method} ${path}: ${answer.text}`).toBeUndefined()
      expect(answer.text).not.toContain('@x.org')
    }),
    { numRuns: 250, endOnFailure: true },
  )
  // It got somewhere: every route has done what it is for, and refused something.
  for (const [index] of ROUTES.entries()) {
    const statuses = [...seen]
      .filter((one) => one.startsWith(`${index} `))
      .map((one) => Number(one.slice(-3)))
    expect(
      statuses.some((status) => status < 300),
      `${ROUTES[index]!.path} ${statuses}`,
    ).toBe(true)
    expect(
      statuses.some((status) => status >= 400),
      `${ROUTES[index]!.path} ${statuses}`,
    ).toBe(true)
  }
})
