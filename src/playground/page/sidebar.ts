import type { PageConversation } from '../page-protocol.ts'
import { avatar } from './avatar.ts'
import { fill, h, icon, part } from './dom.ts'
import { openMenu } from './menu.ts'
import type { Model } from './model.ts'

/** Where a person can be: a conversation, or the app's Home tab. */
export interface Place {
  readonly id: string
  readonly home: boolean
}

interface SidebarEvents {
  go(place: Place): void
  become(person: string): void
}

/** The workspace's name, the places to go, and who one is. */
export function renderSidebar(model: Model, at: Place, events: SidebarEvents): void {
  part('workspace-name').textContent = model.snapshot.title
  const row = (conversation: PageConversation, label: string, mark: Node) => {
    const unread = model.unread(conversation.id)
    const here = !at.home && at.id === conversation.id
    const press = () => events.go({ id: conversation.id, home: false })
    return place({ label, mark, unread, here, press })
  }
  const channels = [...model.conversations.values()].filter((each) => each.kind !== 'direct')
  const direct = model.direct()
  const bot = model.members.get(model.snapshot.bot)
  const home = place({
    label: bot?.realName ?? 'App',
    mark: avatar(bot, 'small'),
    unread: direct === null ? 0 : model.unread(direct.id),
    here: at.home || at.id === direct?.id,
    press: () => events.go({ id: direct?.id ?? '', home: true }),
  })
  fill(
    part('places'),
    h('h2', {}, 'Channels'),
    h('ul', {}, ...channels.map((each) => row(each, each.name, icon(markOf(each))))),
    h('h2', {}, 'Apps'),
    h('ul', {}, home),
  )
  renderMe(model, events)
}

function markOf({ archived, kind }: PageConversation): string {
  if (archived) return 'archive'
  return kind === 'private' ? 'lock' : 'hash'
}

export function renderConnection(count: number): void {
  const shown = part('connection')
  shown.textContent = count > 0 ? 'App connected' : 'App not connected'
  shown.classList.toggle('is-up', count > 0)
}

function place(facts: {
  label: string
  mark: Node
  unread: number
  here: boolean
  press: () => void
}): HTMLElement {
  const badge =
    facts.unread === 0
      ? null
      : h(
          'span',
          { class: 'unread', 'aria-label': `${facts.unread} unread` },
          facts.unread > 99 ? '99+' : String(facts.unread),
        )
  return h(
    'li',
    {},
    h(
      'button',
      {
        type: 'button',
        class: facts.unread > 0 ? 'place has-unread' : 'place',
        'aria-current': facts.here ? 'page' : null,
        onclick: facts.press,
      },
      facts.mark,
      h('span', { class: 'place-name' }, facts.label),
      badge,
    ),
  )
}

/** Says who one is; a menu lets one be somebody else, or opens that person in a second window. */
function renderMe(model: Model, events: SidebarEvents): void {
  const me = model.members.get(model.snapshot.me)
  const others = model.people().filter((each) => each.id !== me?.id)
  const choices = others.flatMap((each) => [
    { label: `Become ${each.realName}`, detail: each.title, choose: () => events.become(each.name) },
  ])
  const windows = others.map((each) => ({
    label: `Open a second window as ${each.realName}`,
    choose: () => void window.open(`/?as=${each.name}`, '_blank', 'noopener'),
  }))
  const button = h(
    'button',
    { type: 'button', class: 'me-button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' },
    avatar(me, 'small'),
    h(
      'span',
      { class: 'me-name' },
      h('strong', {}, me?.realName ?? ''),
      h('span', {}, 'You · switch person'),
    ),
    icon('switch'),
  )
  button.addEventListener('click', () => openMenu(button, [...choices, ...windows]))
  fill(part('me'), button)
}
