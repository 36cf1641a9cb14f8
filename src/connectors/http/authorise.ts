import { CounterfoilError } from '../../domain/errors.ts'
import { isObject, type Json, JsonNumber } from '../../domain/read-json.ts'
import type { HttpAuth } from '../../domain/settings.ts'
import type { Transport } from './exchange.ts'
import { sendRequest } from './send-request.ts'

/** What a source's requests identify themselves with. */
export interface Authorisation {
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  /** Forgets a token that the API does not accept any more; true: there will be another. */
  renew(): boolean
}

/** A token is asked for anew so long before it ends. */
const SPARE_MS = 30_000

export function openAuthorisation(transport: Transport, auth: HttpAuth | null): Authorisation {
  if (auth?.kind === 'oauth') return openOauth(transport, auth)
  const headers = auth === null ? {} : fixedHeaders(auth)
  return { headers: async () => headers, renew: () => false }
}

type OauthSettings = Extract<HttpAuth, { kind: 'oauth' }>

function fixedHeaders(auth: Exclude<HttpAuth, OauthSettings>): Record<string, string> {
  switch (auth.kind) {
    case 'bearer':
      return { authorization: `Bearer ${auth.token}` }
    case 'basic':
      return { authorization: basicHeader(auth.user, auth.password) }
    case 'header':
      return { [auth.name]: auth.value }
  }
}

function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** The client-credentials grant: one token serves all requests until it ends. */
function openOauth(transport: Transport, auth: OauthSettings): Authorisation {
  let token: { readonly text: Promise<string>; endsAt: number } | null = null
  const fetchToken = (signal: AbortSignal) => {
    const mine = { text: Promise.resolve(''), endsAt: Number.POSITIVE_INFINITY }
    mine.text = requestToken(transport, auth, signal).then(({ text, lastsMs }) => {
      if (lastsMs !== null) mine.endsAt = transport.clock.now() + Math.max(0, lastsMs - SPARE_MS)
      return text
    })
    // Whoever asks next tries again.
    mine.text.catch(() => {
      if (token === mine) token = null
    })
    return mine
  }
  return {
    headers: async (signal) => {
      if (token === null || token.endsAt <= transport.clock.now()) token = fetchToken(signal)
      return { authorization: `Bearer ${await token.text}` }
    },
    renew: () => {
      token = null
      return true
    },
  }
}

async function requestToken(
  transport: Transport,
  auth: OauthSettings,
  signal: AbortSignal,
): Promise<{ text: string; lastsMs: number | null }> {
  const inBody = auth.send === 'body'
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(auth.scope === null ? {} : { scope: auth.scope }),
    ...(inBody ? { client_id: auth.clientId, client_secret: auth.clientSecret } : {}),
  })
  const { body } = await sendRequest(transport, {
    what: 'the request for a token',
    url: new URL(auth.tokenUrl),
    form,
    headers: async () => ({
      accept: 'application/json',
      ...(inBody
        ? {}
        : { authorization: basicHeader(encodeForm(auth.clientId), encodeForm(auth.clientSecret)) }),
    }),
    signal,
  })
  const text = isObject(body) ? body.access_token : undefined
  if (typeof text !== 'string' || text === '') {
    throw new CounterfoilError(
      'source-unreachable',
      `${transport.name}: the request for a token was answered without an access_token; check tokenUrl, clientId and scope of the source's auth.`,
    )
  }
  return { text, lastsMs: lifetimeMs(body) }
}

/** The id and the secret are form-encoded before they become a Basic header (RFC 6749, 2.3.1). */
function encodeForm(text: string): string {
  return new URLSearchParams({ text }).toString().slice('text='.length)
}

function lifetimeMs(body: Json): number | null {
  const lasts = isObject(body) ? body.expires_in : undefined
  const text = lasts instanceof JsonNumber ? lasts.text : typeof lasts === 'string' ? lasts : ''
  return /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) * 1000 : null
}
