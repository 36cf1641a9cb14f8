import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Env } from 'hono'

const DESCRIPTION = `
Starts comparisons, tells what they found, takes what people and programs do about it, and hears of what was written.

Every request needs a token of the config (\`http.tokens\`, made by \`counterfoil token NAME\`) in the header
\`Authorization: Bearer cf_...\`. Refusals are \`application/problem+json\` (RFC 9457) with a stable \`code\` and a sentence in \`detail\`.
Values of sensitive fields are masked.`.trim()

/** The OpenAPI document of the routes that were added, the same each time. */
export function describeApi<E extends Env>(api: OpenAPIHono<E>): object {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Counterfoil', version: '1', description: DESCRIPTION },
    servers: [{ url: '/' }],
  })
}
