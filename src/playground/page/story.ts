import type { Narration } from '../page-protocol.ts'
import { fill, h, icon, part } from './dom.ts'
import type { Model } from './model.ts'
import { whileBusy } from './render-button.ts'
import { renderMrkdwn } from './render-text.ts'
import { send } from './send.ts'

/** The side panel that says what is happening and what to try next, and the strip above the page. */
export function renderStory(model: Model, narration: Narration | null): void {
  const panel = part('story')
  const opener = part('show-story')
  opener.hidden = narration === null
  renderBanner(narration?.banner ?? null)
  if (narration === null) {
    panel.hidden = true
    return
  }
  const close = h('button', { type: 'button', class: 'button-plain', 'aria-label': 'Close' }, icon('close'))
  close.addEventListener('click', () => {
    panel.hidden = true
    opener.focus()
  })
  fill(
    panel,
    h(
      'header',
      { class: 'story-head' },
      h('span', { class: 'story-kicker' }, narration.kicker ?? 'Guided tour'),
      close,
    ),
    h('h2', {}, narration.title),
    h('ol', {}, ...narration.lines.map((line) => h('li', {}, renderMrkdwn(model, line)))),
    narration.next === undefined ? null : nextButton(narration.next),
  )
}

/** Opened by the first narration and by hand; on narrow screens only by hand. */
export function toggleStory(open: boolean): void {
  part('story').hidden = !open
}

function nextButton(label: string): HTMLElement {
  const button = h('button', { type: 'button', class: 'button button-primary story-next' }, label)
  button.addEventListener('click', () => void whileBusy(button, () => send('next', {})))
  return button
}

function renderBanner(words: string | null): void {
  document.querySelector('.banner')?.remove()
  document.body.classList.toggle('has-banner', words !== null)
  if (words !== null) document.body.prepend(h('p', { class: 'banner', role: 'note' }, words))
}
