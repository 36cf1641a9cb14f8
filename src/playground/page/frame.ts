import { renderComposer } from './composer.ts'
import { fill, part } from './dom.ts'
import { renderTabs } from './home-tab.ts'
import type { Model } from './model.ts'
import type { Place } from './sidebar.ts'

/** Head, tabs and composer of the place that one looks at. */
export function renderFrame(
  model: Model,
  place: Place,
  events: { go(home: boolean): void; say(text: string): void },
): void {
  const conversation = model.conversations.get(place.id)
  const isApp = place.home || conversation?.kind === 'direct'
  const name = isApp ? model.nameOf(model.snapshot.bot) : (conversation?.name ?? '')
  part('conversation-name').textContent = isApp ? name : `# ${name}`
  const archived = conversation?.archived === true
  const people = isApp || conversation === undefined ? '' : `${conversation.memberCount} members`
  part('conversation-topic').textContent = `${archived ? 'Archived. ' : ''}${conversation?.topic || people}`
  part('tabs').hidden = !isApp
  renderTabs(place.home, events.go)
  part('home').hidden = !place.home
  part('messages').hidden = place.home
  part('messages').setAttribute('aria-label', `Messages in ${name}`)
  part('composer-place').hidden = place.home || conversation === undefined || archived
  part('archived').hidden = place.home || !archived
  drawComposer(`${place.id} ${isApp ? '' : '#'}${name}`, () =>
    renderComposer({
      id: 'composer',
      placeholder: `Message ${isApp ? '' : '#'}${name}`,
      commands: model.snapshot.commands,
      send: events.say,
    }),
  )
}

/** What somebody is writing stays when the frame is drawn anew for the same place. */
function drawComposer(key: string, draw: () => HTMLElement): void {
  const box = part('composer-place')
  if (box.dataset.for === key) return
  box.dataset.for = key
  fill(box, draw())
}
