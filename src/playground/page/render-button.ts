import type { Button, Overflow } from '@slack/types'
import { confirmed } from './confirm.ts'
import { h, icon } from './dom.ts'
import { openMenu } from './menu.ts'
import { renderPlain } from './render-text.ts'
import type { Surface } from './surface.ts'
import { toast } from './toast.ts'

/** A button, or a link that looks like one. */
export function renderButton(surface: Surface, blockId: string, button: Button): HTMLElement {
  const style = button.style === undefined ? '' : ` button-${button.style}`
  const shown = h(
    'button',
    {
      type: 'button',
      class: `button${style}`,
      'data-action-id': button.action_id,
      'aria-label': button.accessibility_label,
    },
    renderPlain(button.text.text),
  )
  shown.addEventListener('click', async () => {
    if (!(await confirmed(surface.model, button.confirm))) return
    if (button.url !== undefined && /^https?:/i.test(button.url))
      window.open(button.url, '_blank', 'noopener')
    await whileBusy(shown, () => surface.use({ blockId, actionId: String(button.action_id) }))
  })
  return shown
}

/** Three dots that open a short menu. */
export function renderOverflow(surface: Surface, blockId: string, overflow: Overflow): HTMLElement {
  const actionId = String(overflow.action_id)
  const shown = h(
    'button',
    {
      type: 'button',
      class: 'button button-icon',
      'data-action-id': actionId,
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    },
    icon('dots'),
  )
  const choose = async (value: string) => {
    if (!(await confirmed(surface.model, overflow.confirm))) return
    await whileBusy(shown, () => surface.use({ blockId, actionId, value }))
  }
  const items = overflow.options.map((option) => ({
    label: renderPlain(option.text.text),
    ...(option.description === undefined ? {} : { detail: option.description.text }),
    choose: () => void choose(option.value ?? ''),
  }))
  shown.addEventListener('click', () =>
    openMenu(
      shown,
      items.map((item) => ({ ...item, label: item.label.cloneNode(true) })),
    ),
  )
  return shown
}

/** Shows that something is under way, and what went wrong beside the thing that was used. */
export async function whileBusy(
  element: HTMLElement,
  act: () => Promise<{ ok: boolean; problem: string | null }>,
): Promise<void> {
  element.classList.add('is-busy')
  element.parentElement?.querySelector('.action-problem')?.remove()
  const outcome = await act()
  element.classList.remove('is-busy')
  if (outcome.ok || outcome.problem === null) return
  if (element.isConnected) {
    element.parentElement?.append(h('div', { class: 'action-problem', role: 'alert' }, outcome.problem))
  } else toast(outcome.problem)
}
