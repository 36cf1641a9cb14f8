import { fill, h, part } from './dom.ts'
import { keepFocus } from './keep-focus.ts'
import type { Model } from './model.ts'
import { renderBlocks } from './render-blocks.ts'
import { send } from './send.ts'
import { type Field, readFields, type Surface } from './surface.ts'

/** The app's Home tab as the app published it for this person. */
export function renderHome(model: Model): void {
  const view = model.home
  if (view === null) {
    const name = model.nameOf(model.snapshot.bot)
    fill(
      part('home'),
      h('div', { class: 'empty' }, h('strong', {}, `${name} has nothing on its Home tab yet.`)),
    )
    return
  }
  const top = part('home').scrollTop
  const fields: Field[] = []
  const surface: Surface = {
    model,
    fields,
    channel: null,
    remembered: () => undefined,
    use: (used) =>
      send('click', { ...used, user: model.snapshot.me, viewId: view.id, values: readFields(fields) }),
    suggest: (search) => send('suggest', { ...search, user: model.snapshot.me, viewId: view.id }),
  }
  keepFocus(part('home'), () => fill(part('home'), renderBlocks(surface, view.blocks)))
  part('home').scrollTop = top
}

/** The two tabs above an app's conversation. */
export function renderTabs(home: boolean, go: (home: boolean) => void): void {
  const tab = (label: string, value: boolean) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        'aria-selected': String(home === value),
        'aria-controls': value ? 'home' : 'messages',
        tabindex: home === value ? 0 : -1,
        onclick: () => go(value),
      },
      label,
    )
  const box = part('tabs')
  const hadFocus = box.contains(document.activeElement)
  fill(box, tab('Home', true), tab('Messages', false))
  if (hadFocus) box.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()
  box.onkeydown = (event) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') go(!home)
  }
}
