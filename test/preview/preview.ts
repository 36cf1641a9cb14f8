import type { HomeView, ModalView } from '@slack/types'
import type { Message } from '../../src/slack/messages/message.ts'

/** Where people see it: in a channel, as an answer only for them, in a window, on the app's Home tab. */
export type Surface = 'channel' | 'answer' | 'modal' | 'home'

type Content = Message | ModalView | HomeView

/** One picture: what a renderer makes of one state. */
export interface Preview {
  /** The renderer's name. */
  readonly kind: string
  readonly state: string
  readonly surface: Surface
  readonly content: Content
  /** Errors that the app answers with when the window is sent, by block. */
  readonly errors?: Readonly<Record<string, string>>
}

/** What the renderers are given, on its way to them. */
type Change = <Given>(given: Given) => Given
let change: Change = (given) => given

/** The previews that this makes when every renderer is given something else than its table says. */
export function previewsWith(changed: Change, make: () => readonly Preview[]): readonly Preview[] {
  change = changed
  try {
    return make()
  } finally {
    change = (given) => given
  }
}

/** Makes previews of one renderer: `previewsOf(digest, 'channel')('quiet', view)`. */
export function previewsOf<Arguments extends unknown[], Rendered extends Content | null>(
  render: (...given: Arguments) => Rendered,
  surface: Surface,
): (state: string, ...given: Arguments) => Preview {
  return (state, ...given) => {
    const content = render(...change(given))
    if (content === null) throw new Error(`${render.name} has nothing to show of "${state}".`)
    return { kind: render.name, state, surface, content: withAda(content) }
  }
}

/** The people of the samples are strangers on the page. */
function withAda<Shown>(content: Shown): Shown {
  return JSON.parse(JSON.stringify(content).replaceAll('U012ADA', 'U0ADA00001')) as Shown
}
