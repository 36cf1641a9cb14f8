import { h } from './dom.ts'
import { placeBelow } from './place-below.ts'

export interface MenuItem {
  readonly label: Node | string
  readonly detail?: string
  choose(): void
}

/** Opens a small menu under an element; arrows, Enter and Escape work, a click elsewhere closes it. */
export function openMenu(anchor: HTMLElement, items: readonly MenuItem[]): void {
  const close = () => {
    menu.remove()
    document.removeEventListener('pointerdown', outside, true)
    anchor.setAttribute('aria-expanded', 'false')
  }
  const outside = (event: Event) => {
    if (!menu.contains(event.target as Node)) close()
  }
  const leave = () => {
    close()
    anchor.focus()
  }
  const buttons = items.map((item) => menuButton(item, close))
  const menu = h('div', { class: 'menu', role: 'menu' }, ...buttons)
  menu.addEventListener('keydown', (event) => steer(event, buttons, leave))
  // Inside an open dialog everything outside of it is inert, so the menu stays in it.
  ;(anchor.closest('dialog') ?? document.body).append(menu)
  placeBelow(menu, anchor)
  anchor.setAttribute('aria-expanded', 'true')
  document.addEventListener('pointerdown', outside, true)
  buttons[0]?.focus()
}

function menuButton(item: MenuItem, close: () => void): HTMLButtonElement {
  const press = () => {
    close()
    item.choose()
  }
  const detail = item.detail === undefined ? null : h('span', { class: 'menu-detail' }, item.detail)
  return h('button', { type: 'button', role: 'menuitem', onclick: press }, item.label, detail)
}

function steer(event: KeyboardEvent, buttons: readonly HTMLElement[], leave: () => void): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault()
    event.stopPropagation()
    leave()
  } else if (step !== undefined) {
    event.preventDefault()
    const now = buttons.indexOf(document.activeElement as HTMLElement)
    buttons[(now + step + buttons.length) % buttons.length]?.focus()
  }
}
