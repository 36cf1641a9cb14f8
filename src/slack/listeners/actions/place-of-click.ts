import type { BlockAction } from '@slack/bolt'
import { readPlace } from '../../messages/triage-buttons.ts'
import type { Audience } from '../reply.ts'

/** Where somebody clicked, so that the answer can go there and that copy can be shown anew. */
export interface ClickPlace extends Audience {
  /** `card`, `list`, `digest`, `answer` or `home`. */
  readonly kind: string
  /** Of a list: which page. */
  readonly page: string
  /** Only the person sees it, so only an answer can change it. */
  readonly ephemeral: boolean
}

export function placeOfClick(body: BlockAction): ClickPlace {
  const { kind, page } = readPlace(body.actions[0]?.block_id ?? '')
  return {
    user: body.user.id,
    responseUrl: body.response_url || null,
    kind,
    page,
    ephemeral: body.container?.is_ephemeral === true,
  }
}

/** The number in a button's value; null where somebody made it up. */
export function numberOfClick(body: BlockAction): number | null {
  const [action] = body.actions
  const value = action?.type === 'button' ? (action.value ?? '') : ''
  return /^\d{1,9}$/.test(value) ? Number(value) : null
}
