import { CounterfoilError, type ErrorCode } from '../../domain/errors.ts'
import type { HttpSettings } from '../../domain/settings.ts'
import type { Scratch } from '../../scratch/open-scratch.ts'
import type { Authorisation } from './authorise.ts'
import type { Answer, Transport } from './exchange.ts'
import { sendRequest } from './send-request.ts'

/** An HTTP source that is being read. */
export interface HttpSource {
  readonly name: string
  readonly settings: HttpSettings
  readonly transport: Transport
  readonly authorisation: Authorisation
  readonly scratch: () => Promise<Scratch>
}

/** Asks the API for JSON with everything that the config says of its requests. */
export function request(
  source: HttpSource,
  { what, url, signal }: { what: string; url: URL; signal: AbortSignal },
): Promise<Answer> {
  const { authorisation, settings, transport } = source
  return sendRequest(transport, {
    what,
    url,
    headers: async (stop) => ({
      accept: 'application/json',
      'user-agent': 'counterfoil',
      ...lowerCase(settings.headers),
      ...lowerCase(await authorisation.headers(stop)),
    }),
    renew: () => authorisation.renew(),
    signal,
  })
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** An error of this source: what is wrong, and after a semicolon what to do. */
export function refusal(source: HttpSource, code: ErrorCode, sentence: string): CounterfoilError {
  return new CounterfoilError(code, `${source.name}: ${sentence}.`)
}

/** The API's records moved between its pages while they were read, so some may have been passed over. */
export class ChangedWhileRead extends CounterfoilError {
  constructor(source: HttpSource, what: string, remedy: string) {
    super(
      'source-incomplete',
      `${source.name}: the records changed while they were read: ${what}; ${remedy}.`,
    )
  }
}
