import type { Narration } from '../page-protocol.ts'
import { fill, h, icon, part } from './dom.ts'
import type { Model } from './model.ts'
import { renderMrkdwn } from './render-text.ts'

/** The side panel in which a demo says what is happening and what to try next. */
export function renderStory(model: Model, narration: Narration | null): void {
  const panel = part('story')
  const opener = part('show-story')
  opener.hidden = narration === null
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
    h('header', { class: 'story-head' }, h('span', { class: 'story-kicker' }, 'Guided tour'), close),
    h('h2', {}, narration.title),
    h('ol', {}, ...narration.lines.map((line) => h('li', {}, renderMrkdwn(model, line)))),
  )
}

/** Opened by the first narration and by hand; on narrow screens only by hand. */
export function toggleStory(open: boolean): void {
  part('story').hidden = !open
}
