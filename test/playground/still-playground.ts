import type { WebClient } from '@slack/web-api'
import type { Playground } from '../../src/playground/playground.ts'
import type { PlaygroundOptions } from '../../src/playground/start-playground.ts'
import { clientFor, openPlayground } from './playground-and-app.ts'

/** Every bot scope that a method of the stand-in asks for. */
export const EVERY_SCOPE = [
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:read',
  'mpim:write',
  'pins:write',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
]

const STARTED_AT = Date.parse('2026-11-02T10:00:00Z')

/** A stand-in whose time stands still until it is moved, with an app that may do everything. */
export async function openStillPlayground(
  options: Partial<PlaygroundOptions> = {},
): Promise<{ playground: Playground; client: WebClient }> {
  const playground = await openPlayground({
    now: () => new Date(STARTED_AT),
    scopes: EVERY_SCOPE,
    postRate: { perSecond: 1_000, burst: 100_000 },
    ...options,
  })
  return { playground, client: clientFor(playground) }
}
