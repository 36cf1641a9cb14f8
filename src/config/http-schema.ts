import { z } from 'zod'
import { type HttpDoor, TOKEN_SCOPES } from '../domain/http-door.ts'
import * as scalars from './scalar-schemas.ts'

const PORT = 'a port: write a whole number from 1 to 65535'
const HOST = 'an address to listen on: write 127.0.0.1, 0.0.0.0 (all) or a name of this machine'
const HASH = 'the hash of a token: write the line that counterfoil token NAME prints, beginning with sha256:'
const RATE = 'a rate: write 20/s or 600/m'
const SCOPES = 'what the token is good for: write a list such as [read, run]'

const Token = z
  .strictObject(
    {
      hash: z
        .string({ error: HASH })
        .regex(/^sha256:[0-9a-f]{64}$/, { error: HASH })
        .meta({
          description: 'Hash of the token, as `counterfoil token` prints it; never the token itself.',
        }),
      scopes: z
        .array(scalars.choice(TOKEN_SCOPES, 'a scope of a token'), { error: SCOPES })
        .min(1, { error: SCOPES })
        .meta({
          description: 'What it is good for: reading, starting runs, triage, telling of events.',
          examples: [['read', 'run']],
        }),
    },
    { error: 'a mapping: write { hash: "sha256:...", scopes: [read] }' },
  )
  .describe('A token of the HTTP API.')

/** The HTTP API's part of `counterfoil.yml`. */
export type HttpConfig = z.infer<typeof HttpConfig>
export const HttpConfig = z
  .strictObject(
    {
      port: z
        .int({ error: PORT })
        .min(1, { error: PORT })
        .max(65_535, { error: PORT })
        .optional()
        .describe('Where it listens (default 3000; --port and COUNTERFOIL_PORT go before).'),
      host: z
        .string({ error: HOST })
        .regex(/^[A-Za-z0-9.:_-]+$/, { error: HOST })
        .optional()
        .meta({ description: 'Address to listen on (default: all).', examples: ['127.0.0.1'] }),
      rate: z
        .string({ error: RATE })
        .regex(/^[1-9]\d{0,5}\/[sm]$/, { error: RATE })
        .optional()
        .meta({
          description: 'Requests of each token (default 20/s); twice as many may come at once.',
          examples: ['20/s', '600/m'],
        }),
      tokens: z
        .record(scalars.sideName, Token, { error: 'a mapping: write NAME: { hash, scopes }, one a line' })
        .optional()
        .describe('Who may use it, by name.'),
    },
    { error: 'a mapping: write { port: 3000, tokens: { ... } }' },
  )
  .describe('The HTTP API. Unsaid: there is none.')

const USUAL_RATE = '20/s'

export function normaliseHttp({ port, host, rate = USUAL_RATE, tokens = {} }: HttpConfig): HttpDoor {
  const [requests, unit] = rate.split('/')
  return {
    port: port ?? null,
    host: host ?? null,
    rate: { requests: Number(requests), seconds: unit === 's' ? 1 : 60 },
    tokens: Object.entries(tokens).map(([name, { hash, scopes }]) => ({
      name,
      hash: hash.slice('sha256:'.length),
      scopes: [...new Set(scopes)],
    })),
  }
}
