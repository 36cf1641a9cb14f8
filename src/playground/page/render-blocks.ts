import type { InputBlock, SectionBlock } from '@slack/types'
import type { AnyKnownBlock } from './block-shapes.ts'
import { h, icon } from './dom.ts'
import { renderCard, renderCarousel } from './render-card.ts'
import { renderChart } from './render-chart.ts'
import { renderContainer } from './render-container.ts'
import { renderContextActions } from './render-context-actions.ts'
import { renderElement } from './render-element.ts'
import { renderMarkdown } from './render-markdown.ts'
import { renderImage, renderVideo } from './render-media.ts'
import { renderPlan, renderTask } from './render-plan.ts'
import { renderRichText } from './render-rich-text.ts'
import { renderDataTable, renderTable } from './render-table.ts'
import { renderPlain, renderText } from './render-text.ts'
import type { Surface } from './surface.ts'

type Type = AnyKnownBlock['type']
type Block<T extends Type> = Extract<AnyKnownBlock, { type: T }>

/** Draws blocks. The stand-in has checked them, so their shape can be trusted; their text cannot. */
export function renderBlocks(surface: Surface, blocks: readonly unknown[]): HTMLElement {
  const drawn = (blocks as readonly AnyKnownBlock[]).map((block) => renderBlock(surface, block))
  return h('div', { class: 'blocks' }, ...drawn)
}

function renderBlock(surface: Surface, block: AnyKnownBlock): HTMLElement {
  const render = RENDERERS[block.type] as
    | ((surface: Surface, block: AnyKnownBlock) => HTMLElement)
    | undefined
  const drawn = render?.(surface, block)
  if (drawn !== undefined) return drawn
  return h('div', { class: 'block unsupported' }, `(a block of type ${block.type} is not shown here yet)`)
}

const framed = (content: Node) => h('div', { class: 'block' }, content)

const RENDERERS: { readonly [T in Type]: (surface: Surface, block: Block<T>) => HTMLElement } = {
  header: (_, block) => h('h3', { class: 'block block-header' }, renderPlain(block.text.text)),
  section: renderSection,
  divider: () => h('hr', { class: 'block block-divider' }),
  context: renderContext,
  actions: renderActions,
  context_actions: renderContextActions,
  image: (_, block) => {
    const title = block.title === undefined ? null : h('figcaption', {}, renderPlain(block.title.text))
    return h('figure', { class: 'block block-image' }, title, renderImage(block, 'image'))
  },
  input: renderInputBlock,
  rich_text: ({ model }, block) => framed(renderRichText(model, block)),
  markdown: ({ model }, block) => framed(renderMarkdown(model, block.text)),
  table: ({ model }, block) => framed(renderTable(model, block)),
  data_table: ({ model }, block) => framed(renderDataTable(model, block)),
  data_visualization: (_, block) => framed(renderChart(block)),
  alert: ({ model }, block) =>
    h(
      'div',
      { class: `block alert alert-${block.level ?? 'default'}`, role: 'note' },
      h('span', { class: 'alert-mark', 'aria-hidden': 'true' }),
      h('div', {}, renderText(model, block.text)),
    ),
  card: (surface, block) => framed(renderCard(surface, block)),
  carousel: (surface, block) => framed(renderCarousel(surface, block)),
  container: (surface, block) =>
    framed(renderContainer(surface, block, renderBlocks(surface, block.child_blocks))),
  plan: ({ model }, block) => framed(renderPlan(model, block)),
  task_card: ({ model }, block) => framed(renderTask(model, block)),
  video: (_, block) => framed(renderVideo(block)),
  file: (_, block) =>
    h('div', { class: 'block remote-file' }, icon('file'), h('span', {}, `Remote file ${block.external_id}`)),
}

function renderContext({ model }: Surface, block: Block<'context'>): HTMLElement {
  const parts = block.elements.map((element) =>
    element.type === 'image'
      ? renderImage(element, 'context-image')
      : h('span', { class: 'context-text' }, renderText(model, element)),
  )
  return h('div', { class: 'block block-context' }, ...parts)
}

function renderActions(surface: Surface, block: Block<'actions'>): HTMLElement {
  const place = { blockId: String(block.block_id), sends: true }
  const drawn = block.elements.map((element) => renderElement(surface, place, element))
  return h('div', { class: 'block block-actions' }, ...drawn)
}

function renderSection(surface: Surface, block: SectionBlock): HTMLElement {
  const { model } = surface
  const fields = (block.fields ?? []).map((field) => h('div', { class: 'field' }, renderText(model, field)))
  const text =
    block.text === undefined ? null : h('div', { class: 'section-text' }, renderText(model, block.text))
  return h(
    'div',
    { class: 'block block-section' },
    h(
      'div',
      { class: 'section-body' },
      text,
      fields.length === 0 ? null : h('div', { class: 'fields' }, ...fields),
    ),
    renderAccessory(surface, block),
  )
}

function renderAccessory(surface: Surface, { accessory, block_id }: SectionBlock): HTMLElement | null {
  if (accessory === undefined) return null
  const place = { blockId: String(block_id), sends: true }
  const drawn =
    accessory.type === 'image'
      ? renderImage(accessory, 'accessory-image')
      : renderElement(surface, place, accessory)
  return h('div', { class: 'section-accessory' }, drawn)
}

function renderInputBlock(surface: Surface, block: InputBlock): HTMLElement {
  const blockId = String(block.block_id)
  const control = renderElement(surface, { blockId, sends: block.dispatch_action === true }, block.element)
  const optional = block.optional === true ? h('span', { class: 'optional' }, ' (optional)') : null
  const id = `input-${crypto.randomUUID()}`
  const field = control.matches('[role]')
    ? control
    : (control.querySelector<HTMLElement>('input, textarea') ?? control)
  field.setAttribute('aria-labelledby', id)
  field.setAttribute('aria-describedby', `${id}-error ${id}-hint`)
  if (block.optional !== true) field.setAttribute('aria-required', 'true')
  const label = h('div', { class: 'label', id }, renderPlain(block.label.text), optional)
  label.addEventListener('click', () => field.focus())
  return h(
    'div',
    { class: 'block block-input', 'data-block-id': blockId },
    label,
    control,
    h('div', { class: 'input-error', id: `${id}-error`, role: 'alert' }),
    block.hint === undefined
      ? null
      : h('div', { class: 'hint', id: `${id}-hint` }, renderPlain(block.hint.text)),
  )
}
