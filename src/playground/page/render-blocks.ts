import type { InputBlock, KnownBlock, SectionBlock } from '@slack/types'
import { h } from './dom.ts'
import { renderElement, renderImage } from './render-element.ts'
import { renderRichText } from './render-rich-text.ts'
import { renderDataTable, renderTable } from './render-table.ts'
import { renderMrkdwn, renderPlain, renderText } from './render-text.ts'
import type { Surface } from './surface.ts'

/** Draws blocks. The stand-in has checked them, so their shape can be trusted; their text cannot. */
export function renderBlocks(surface: Surface, blocks: readonly unknown[]): HTMLElement {
  const drawn = (blocks as readonly KnownBlock[]).map((block) => renderBlock(surface, block))
  return h('div', { class: 'blocks' }, ...drawn)
}

function renderBlock(surface: Surface, block: KnownBlock): HTMLElement {
  const blockId = String(block.block_id)
  switch (block.type) {
    case 'header':
      return h('h3', { class: 'block block-header' }, renderPlain(block.text.text))
    case 'section':
      return renderSection(surface, block)
    case 'divider':
      return h('hr', { class: 'block block-divider' })
    case 'context': {
      const parts = block.elements.map((element) =>
        element.type === 'image'
          ? renderImage(element, 'context-image')
          : h('span', { class: 'context-text' }, renderText(surface.model, element)),
      )
      return h('div', { class: 'block block-context' }, ...parts)
    }
    case 'actions': {
      const drawn = block.elements.map((element) => renderElement(surface, { blockId, sends: true }, element))
      return h('div', { class: 'block block-actions' }, ...drawn)
    }
    case 'image': {
      const title = block.title === undefined ? null : h('figcaption', {}, renderPlain(block.title.text))
      return h('figure', { class: 'block block-image' }, title, renderImage(block, 'image'))
    }
    case 'input':
      return renderInputBlock(surface, block)
    case 'rich_text':
      return h('div', { class: 'block' }, renderRichText(surface.model, block))
    case 'table':
      return h('div', { class: 'block' }, renderTable(surface.model, block))
    case 'data_table':
      return h('div', { class: 'block' }, renderDataTable(surface.model, block))
    case 'markdown':
      return h('div', { class: 'block' }, renderMrkdwn(surface.model, block.text))
    default:
      return h('div', { class: 'block unsupported' }, `(a block of type ${block.type} is not shown here yet)`)
  }
}

function renderSection(surface: Surface, block: SectionBlock): HTMLElement {
  const { accessory } = block
  const fields = (block.fields ?? []).map((field) =>
    h('div', { class: 'field' }, renderText(surface.model, field)),
  )
  return h(
    'div',
    { class: 'block block-section' },
    h(
      'div',
      { class: 'section-body' },
      block.text === undefined
        ? null
        : h('div', { class: 'section-text' }, renderText(surface.model, block.text)),
      fields.length === 0 ? null : h('div', { class: 'fields' }, ...fields),
    ),
    accessory === undefined
      ? null
      : h(
          'div',
          { class: 'section-accessory' },
          accessory.type === 'image'
            ? renderImage(accessory, 'accessory-image')
            : renderElement(surface, { blockId: String(block.block_id), sends: true }, accessory as never),
        ),
  )
}

function renderInputBlock(surface: Surface, block: InputBlock): HTMLElement {
  const blockId = String(block.block_id)
  const control = renderElement(surface, { blockId, sends: block.dispatch_action === true }, block.element)
  const optional = block.optional === true ? h('span', { class: 'optional' }, ' (optional)') : null
  const id = `input-${crypto.randomUUID()}`
  control.setAttribute('aria-labelledby', id)
  return h(
    'div',
    { class: 'block block-input', 'data-block-id': blockId },
    h('div', { class: 'label', id }, renderPlain(block.label.text), optional),
    control,
    h('div', { class: 'input-error', role: 'alert' }),
    block.hint === undefined ? null : h('div', { class: 'hint' }, renderPlain(block.hint.text)),
  )
}
