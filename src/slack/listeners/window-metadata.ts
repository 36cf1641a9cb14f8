import { z } from 'zod'
import type { ClickPlace } from './actions/place-of-click.ts'

/** What a window about one discrepancy carries: what was looked at, and where it was asked for. */
export interface WindowMetadata {
  readonly number: number
  readonly version?: number | undefined
  /** Of resolve: they have seen that the sides differ, as that version shows. */
  readonly anyway?: boolean | undefined
  /** Of snooze: in whose time tomorrow begins. */
  readonly zone?: { readonly name: string; readonly isTheirs: boolean } | undefined
  /** Of escalate: whom the config names, who is known to be gone. */
  readonly gone?: string | undefined
  /** Of fix: which remedy, and what names the plan that the window shows. */
  readonly remedy?: string | undefined
  readonly hash?: string | undefined
  /** Whoever submits is the person. */
  readonly place: ClickPlace
}

export function writeWindowMetadata({ place, ...rest }: WindowMetadata): string {
  const { user: _asker, askedAt: _asked, ...where } = place
  return JSON.stringify({ ...rest, place: where })
}

/** Reads what `writeWindowMetadata` wrote. An older release may have put something else: then only the person is known. */
export function readWindowMetadata(
  text: string,
  user: string,
): WindowMetadata | { readonly number: null; readonly place: ClickPlace } {
  const read = METADATA.safeParse(readJson(text))
  if (read.success) return { ...read.data, place: { ...read.data.place, user } }
  return {
    number: null,
    place: { user, responseUrl: null, channel: null, kind: 'answer', page: '', ephemeral: false },
  }
}

const METADATA = z.object({
  number: z.number().int(),
  version: z.number().int().optional(),
  anyway: z.boolean().optional(),
  zone: z.object({ name: z.string(), isTheirs: z.boolean() }).optional(),
  gone: z.string().optional(),
  remedy: z.string().optional(),
  hash: z.string().optional(),
  place: z.object({
    responseUrl: z.string().nullable(),
    channel: z
      .string()
      .nullish()
      .transform((channel) => channel ?? null),
    kind: z.string(),
    hash: z.string().optional(),
    viewId: z.string().optional(),
    page: z.string(),
    ephemeral: z.boolean(),
  }),
})

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
