import { fill, h, part } from './dom.ts'
import type { Model } from './model.ts'
import { renderBlocks } from './render-blocks.ts'
import { send } from './send.ts'
import type { Surface } from './surface.ts'

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
  const surface: Surface = {
    model,
    fields: [],
    remembered: () => undefined,
    use: (used) => send('click', { ...used, user: model.snapshot.me, viewId: view.id }),
    suggest: (search) => send('suggest', { ...search, user: model.snapshot.me, viewId: view.id }),
  }
  fill(part('home'), renderBlocks(surface, view.blocks))
}

/** The two tabs above an app's conversation. */
export function renderTabs(home: boolean, go: (home: boolean) => void): void {
  const tab = (label: string, value: boolean) =>
    h(
      'button',
      { type: 'button', role: 'tab', 'aria-selected': String(home === value), onclick: () => go(value) },
      label,
    )
  fill(part('tabs'), tab('Home', true), tab('Messages', false))
}
