import type { ContextActionsBlock, FeedbackButtons, IconButton } from '@slack/types'
import { confirmed } from './confirm.ts'
import { h, icon } from './dom.ts'
import { whileBusy } from './render-button.ts'
import type { Surface } from './surface.ts'

/** Small icons below a message: thumbs up and down, or what an app offers. */
export function renderContextActions(surface: Surface, block: ContextActionsBlock): HTMLElement {
  const blockId = String(block.block_id)
  const drawn = block.elements.flatMap((element) =>
    element.type === 'feedback_buttons'
      ? renderFeedback(surface, blockId, element)
      : renderIconButton(surface, blockId, element),
  )
  return h('div', { class: 'block context-actions' }, ...drawn)
}

function renderFeedback(surface: Surface, blockId: string, element: FeedbackButtons): HTMLElement[] {
  const actionId = String(element.action_id)
  const buttons = (['positive', 'negative'] as const).map((side) => {
    const { text, value, accessibility_label } = element[`${side}_button`]
    const label = accessibility_label ?? text.text
    const shown = iconButton(`thumb-${side}`, { actionId, label, title: text.text })
    shown.setAttribute('aria-pressed', 'false')
    shown.addEventListener('click', async () => {
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === shown))
      await whileBusy(shown, () => surface.use({ blockId, actionId, value }))
    })
    return shown
  })
  return buttons
}

function renderIconButton(surface: Surface, blockId: string, element: IconButton): HTMLElement[] {
  const only = element.visible_to_user_ids
  if (only !== undefined && only.length > 0 && !only.includes(surface.model.snapshot.me)) return []
  const actionId = String(element.action_id)
  const title = element.text.text
  const shown = iconButton(element.icon, { actionId, label: element.accessibility_label ?? title, title })
  shown.addEventListener('click', async () => {
    if (!(await confirmed(surface.model, element.confirm))) return
    await whileBusy(shown, () => surface.use({ blockId, actionId }))
  })
  return [shown]
}

function iconButton(name: string, facts: { actionId: string; label: string; title: string }): HTMLElement {
  return h(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'data-action-id': facts.actionId,
      'aria-label': facts.label,
      title: facts.title,
    },
    icon(name.replace(/[^a-z-]/g, '')),
  )
}
