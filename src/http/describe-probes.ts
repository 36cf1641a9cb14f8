import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { Problem } from './problem.ts'

const word = z.enum(['ok', 'failed'])
const Readiness = z
  .strictObject({
    status: z.enum(['ready', 'not ready']),
    checks: z.strictObject({ database: word, slack: word, schedule: word }),
  })
  .openapi('Readiness')

type Registry = OpenAPIHono['openAPIRegistry']

/** Adds what is no route of the API to its document: tokens, probes, metrics and the document itself. */
export function describeProbes(registry: Registry): void {
  registry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of the config, made by `counterfoil token NAME`.',
  })
  const json = (description: string, schema: z.ZodType) => ({
    description,
    content: { 'application/json': { schema } },
  })
  registry.registerPath({
    method: 'get',
    path: '/healthz',
    operationId: 'isAlive',
    summary: 'Is the process up?',
    description: 'For everyone.',
    responses: { 200: json('It is.', z.strictObject({ status: z.literal('ok') })) },
  })
  registry.registerPath({
    method: 'get',
    path: '/readyz',
    operationId: 'isReady',
    summary: 'Can the process do its work?',
    description: 'For everyone. Says which part cannot, and never why.',
    responses: { 200: json('It can.', Readiness), 503: json('A part of it cannot.', Readiness) },
  })
  registry.registerPath({
    method: 'get',
    path: '/metrics',
    operationId: 'readMetrics',
    summary: 'Read the metrics',
    description: 'In the text format of Prometheus. Needs a token with the scope `read`.',
    security: [{ token: [] }],
    responses: {
      200: { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } },
      ...problems([401, 403, 429]),
    },
  })
  registry.registerPath({
    method: 'get',
    path: '/openapi.json',
    operationId: 'readDocument',
    summary: 'Read this document',
    description: 'Needs a token, whatever it is good for.',
    security: [{ token: [] }],
    responses: {
      200: json('This document.', z.looseObject({ openapi: z.string() })),
      ...problems([401, 429]),
    },
  })
}

function problems(statuses: readonly number[]) {
  const content = { 'application/problem+json': { schema: Problem } }
  return Object.fromEntries(statuses.map((status) => [status, { description: 'Refused.', content }]))
}
