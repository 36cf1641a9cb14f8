import type { HomeView } from '@slack/types'
import { WebAPIPlatformError } from '@slack/web-api'
import { type HomePage, readHomePage } from '../../messages/home-page.ts'
import type { ClickPlace } from '../actions/place-of-click.ts'
import type { Room } from '../room.ts'
import { readHome } from './read-home.ts'

export interface HomeWish {
  /** Null: what the person sees first. */
  readonly page: HomePage | null
  /** What became of a click, escaped; null: nothing to say. */
  readonly notice: string | null
  /** Of the version that they saw; null: nobody knows. */
  readonly hash: string | null
  /** Whoever chose a page gets it. Whoever acted stays where they are, also if they have turned the page since. */
  readonly because: 'opened' | 'chose' | 'acted'
}

/**
 * Publishes one person's Home tab. It is read after the version is known that it replaces, and Slack compares that, so no
 * older view replaces a newer one, however many processes publish.
 */
export async function publishHome(room: Room, user: string, wish: HomeWish): Promise<void> {
  await room.homes.inTurn(user, async () => {
    const { page, hash } = standing(room, user, wish)
    const { notice } = wish
    if ((await publish(room, user, { view: await readHome(room, user, { page, notice }), hash })) !== null)
      return
    // Another process published since, after the tab was opened: so that is no older than this.
    if (wish.because !== 'opened') await publishAnyway(room, user, { page, notice })
  })
}

/** Shows one person their Home tab as it is after their click. */
export async function showHomeAnew(room: Room, place: ClickPlace, notice: string | null): Promise<void> {
  const [page, hash] = [readHomePage(place.page), place.hash ?? null]
  await publishHome(room, place.user, { page, notice, hash, because: 'acted' })
}

/** Which version is to be replaced, and by which page. */
function standing(room: Room, user: string, { page, hash, because }: HomeWish) {
  const versions = room.homes.of(user)
  const last = versions.at(-1)
  const isOurs = versions.some((version) => version.hash === hash)
  if (last === undefined || (hash !== null && !isOurs)) return { page, hash }
  const hasTurned = hash !== null && hash !== last.hash
  return { page: because === 'acted' && hasTurned ? last.page : page, hash: last.hash }
}

/** What stands there is not known: it is replaced in any case, and if it was newer, what is shown is mended at once. */
async function publishAnyway(
  room: Room,
  user: string,
  wish: Pick<HomeWish, 'page' | 'notice'>,
): Promise<void> {
  const at = room.context.now()
  const view = await readHome(room, user, { ...wish, at })
  const hash = await publish(room, user, { view, hash: null })
  const again = await readHome(room, user, { ...wish, at })
  if (JSON.stringify(again) !== JSON.stringify(view)) await publish(room, user, { view: again, hash })
}

/** Answers the hash of what now stands there; null: something else stood there than was said. */
async function publish(
  { client, homes }: Room,
  user: string,
  { view, hash }: { readonly view: HomeView; readonly hash: string | null },
): Promise<string | null> {
  try {
    const published = await client.views.publish({ user_id: user, view, ...(hash === null ? {} : { hash }) })
    const shown = published.view?.hash ?? ''
    homes.remember(user, { hash: shown, page: readHomePage(view.private_metadata ?? '') })
    return shown
  } catch (error) {
    if (error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict') return null
    throw error
  }
}
