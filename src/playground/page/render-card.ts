import type { CardBlock, CarouselBlock } from '@slack/types'
import { h, icon } from './dom.ts'
import { renderButton } from './render-button.ts'
import { renderImage } from './render-media.ts'
import { renderText } from './render-text.ts'
import type { Surface } from './surface.ts'

/** Newer apps write more than the package of Slack's types knows. */
type Card = CardBlock & { subtext?: { text: string }; slack_icon?: { name?: string } }

/** A card: picture, title, a few words, up to three buttons. */
export function renderCard(surface: Surface, block: Card): HTMLElement {
  const { model } = surface
  const line = (name: string, text: { text: string } | undefined) =>
    text === undefined ? null : h('div', { class: `card-${name}` }, renderText(model, text))
  const buttons = (block.actions ?? []).map((each) => renderButton(surface, String(block.block_id), each))
  return h(
    'section',
    { class: 'card', 'aria-label': block.title?.text },
    block.hero_image === undefined ? null : renderImage(block.hero_image, 'card-hero'),
    h(
      'div',
      { class: 'card-head' },
      block.icon === undefined ? null : renderImage(block.icon, 'card-icon'),
      h('div', { class: 'card-names' }, line('title', block.title), line('subtitle', block.subtitle)),
    ),
    line('body', block.body),
    line('subtext', block.subtext),
    buttons.length === 0 ? null : h('div', { class: 'card-actions' }, ...buttons),
  )
}

/** Cards in a row that scrolls; arrows move it by one. */
export function renderCarousel(surface: Surface, block: CarouselBlock): HTMLElement {
  const cards = block.elements.map((each) => renderCard(surface, each))
  const track = h(
    'div',
    { class: 'carousel-track', tabindex: 0, role: 'group', 'aria-label': 'Cards' },
    ...cards,
  )
  const move = (by: number) => track.scrollBy({ left: by * ((cards[0]?.offsetWidth ?? 240) + 12) })
  const arrow = (label: string, name: string, by: number) =>
    h(
      'button',
      { type: 'button', class: 'carousel-arrow', 'aria-label': label, onclick: () => move(by) },
      icon(name),
    )
  const arrows = h(
    'div',
    { class: 'carousel-arrows' },
    arrow('Earlier cards', 'back', -1),
    h('span', {}, `${cards.length} cards`),
    arrow('Further cards', 'forward', 1),
  )
  return h('div', { class: 'carousel' }, track, cards.length < 2 ? null : arrows)
}
