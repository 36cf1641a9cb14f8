import type { ConfirmationDialog } from '@slack/types'
import { h } from './dom.ts'
import type { Model } from './model.ts'
import { renderText } from './render-text.ts'

/** Asks before a button acts, when its author wanted that. True when there is nothing to ask. */
export function confirmed(model: Model, asked: ConfirmationDialog | undefined): Promise<boolean> {
  if (asked === undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    const dialog = h('dialog', {
      class: 'dialog dialog-small',
      'aria-label': asked.title?.text ?? 'Are you sure?',
    })
    const answer = (yes: boolean) => {
      dialog.close()
      dialog.remove()
      resolve(yes)
    }
    const style = asked.style === 'danger' ? 'button button-danger-filled' : 'button button-primary'
    dialog.append(
      h('h2', {}, asked.title?.text ?? ''),
      h('div', { class: 'dialog-text' }, renderText(model, asked.text)),
      h(
        'div',
        { class: 'dialog-foot' },
        h(
          'button',
          { type: 'button', class: 'button', onclick: () => answer(false) },
          asked.deny?.text ?? 'Cancel',
        ),
        h(
          'button',
          { type: 'button', class: style, onclick: () => answer(true) },
          asked.confirm?.text ?? 'Yes',
        ),
      ),
    )
    dialog.addEventListener('cancel', () => answer(false))
    document.body.append(dialog)
    dialog.showModal()
  })
}
