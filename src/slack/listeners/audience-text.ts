import { z } from 'zod'
import type { Audience } from './reply.ts'

const AUDIENCE = z.object({ responseUrl: z.string().nullable(), channel: z.string().nullable() })

/** Who is answered, as a window carries it: everything but the person, who is whoever submits. */
export function writeAudience({ responseUrl, channel = null }: Audience): string {
  return JSON.stringify({ responseUrl, channel })
}

/** Reads what `writeAudience` wrote; of anything else, as an older release may have left it, only the person counts. */
export function readAudience(text: string, user: string): Audience {
  try {
    return { ...AUDIENCE.parse(JSON.parse(text)), user }
  } catch {
    return { user, responseUrl: null }
  }
}
