import type { ContainerBlock } from '@slack/types'
import { h, icon } from './dom.ts'
import { renderImage } from './render-media.ts'
import { renderRichText } from './render-rich-text.ts'
import { renderPlain, renderText } from './render-text.ts'
import type { Surface } from './surface.ts'

/** Blocks under one title, which may be folded away. */
export function renderContainer(surface: Surface, block: ContainerBlock, content: HTMLElement): HTMLElement {
  const folds = block.is_collapsible === true
  const head = h(
    'span',
    { class: 'container-names' },
    h('span', { class: 'container-title' }, titleOf(surface, block)),
    block.subtitle === undefined
      ? null
      : h('span', { class: 'container-subtitle' }, renderText(surface.model, block.subtitle)),
  )
  const picture = block.icon === undefined ? null : renderImage(block.icon, 'container-icon')
  const className = `container container-${block.width ?? 'standard'}`
  if (!folds) {
    const line = block.has_header_divider === true ? ' has-line' : ''
    return h(
      'section',
      { class: className },
      h('header', { class: `container-head${line}` }, picture, head),
      h('div', { class: 'container-body' }, content),
    )
  }
  return h(
    'details',
    { class: className, open: block.default_collapsed !== true },
    h('summary', { class: 'container-head' }, picture, head, icon('fold')),
    h('div', { class: 'container-body' }, content),
  )
}

function titleOf({ model }: Surface, block: ContainerBlock): Node {
  if (block.rich_text_title !== undefined) return renderRichText(model, block.rich_text_title)
  return renderPlain(block.title?.text ?? '')
}
