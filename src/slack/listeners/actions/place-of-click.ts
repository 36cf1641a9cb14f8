import type { BlockAction } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { readClickValue, readPlace } from '../../messages/triage-buttons.ts'
import type { Audience } from '../reply.ts'

/** Where somebody clicked, so that the answer can go there and that copy can be shown anew. */
export interface ClickPlace extends Audience {
  /** `card`, `list`, `digest`, `answer`, `home` or `browse`. */
  readonly kind: string
  /** Of a list, of the Home tab and of Browse: which page. */
  readonly page: string
  /** Of the Home tab: which version of it. */
  readonly hash?: string | undefined
  /** Of Browse: which window shows it. */
  readonly viewId?: string | undefined
  /** Only the person sees it, so only an answer can change it. */
  readonly ephemeral: boolean
}

export function placeOfClick(body: BlockAction): ClickPlace {
  const { view } = body
  const home = view?.type === 'home' ? { kind: 'home', page: view.private_metadata, hash: view.hash } : null
  const { kind, page, hash } = { hash: undefined, ...(home ?? readPlace(body.actions[0]?.block_id ?? '')) }
  const browse = kind === 'browse' && view ? { page: view.private_metadata, viewId: view.id } : {}
  return {
    user: body.user.id,
    responseUrl: body.response_url || null,
    channel: body.channel?.id ?? null,
    kind,
    page,
    hash,
    ephemeral: body.container?.is_ephemeral === true,
    ...browse,
  }
}

/** What it opens goes on top. */
export function isInWindow({ view }: BlockAction): boolean {
  return view?.type === 'modal'
}

/** What a button or a menu is about, and the version that the person saw. Throws `not-found` for a made up one. */
export function targetOfClick(body: BlockAction): { readonly number: number; readonly version?: number } {
  const target = readClickValue(valueOfClick(body).split(' ').at(-1)!)
  if (target === null)
    throw new CounterfoilError('not-found', 'This button names no discrepancy. See all: /recon list')
  const { number, version } = target
  return { number, ...(version === null ? {} : { version }) }
}

/** The value of a button, or of the option chosen in a menu. */
export function valueOfClick(body: BlockAction): string {
  const [action] = body.actions
  if (action?.type === 'button') return action.value ?? ''
  return action?.type === 'overflow' ? (action.selected_option.value ?? '') : ''
}
