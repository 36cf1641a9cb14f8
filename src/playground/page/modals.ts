import type { PlainTextElement } from '@slack/types'
import type { View } from '../page-protocol.ts'
import { fill, h, icon } from './dom.ts'
import { keepFocus } from './keep-focus.ts'
import type { Model } from './model.ts'
import { renderBlocks } from './render-blocks.ts'
import { whileBusy } from './render-button.ts'
import { renderPlain } from './render-text.ts'
import { send } from './send.ts'
import { type Field, type FieldValues, readFields, type Surface } from './surface.ts'

const FIELDS = ':is(input, textarea, select)'

/** The window that shows the top of a person's stack of modals. */
export class Modals {
  readonly #dialog: HTMLDialogElement = h('dialog', { class: 'dialog' })
  #view: View | null = null
  #fields: Field[] = []
  readonly #typed = new Map<string, FieldValues>()

  constructor() {
    document.body.append(this.#dialog)
  }

  /** Draws the top modal; what was typed stays when the same view is drawn anew. */
  show(model: Model): void {
    if (this.#view !== null) this.#typed.set(this.#view.id, readFields(this.#fields))
    const view = model.stack.at(-1) ?? null
    const changed = view?.id !== this.#view?.id
    this.#view = view
    if (view === null) {
      this.#typed.clear()
      this.#dialog.close()
      return
    }
    const top = changed ? 0 : (this.#dialog.querySelector('.dialog-body')?.scrollTop ?? 0)
    keepFocus(this.#dialog, () => this.#draw(model, view))
    if (!this.#dialog.open) this.#dialog.showModal()
    this.#dialog.querySelector('.dialog-body')?.scrollTo(0, top)
    if (changed) this.#focusFirst()
  }

  #draw(model: Model, view: View): void {
    const user = model.snapshot.me
    this.#fields = []
    const surface: Surface = {
      model,
      fields: this.#fields,
      channel: null,
      remembered: (blockId, actionId) => this.#typed.get(view.id)?.[blockId]?.[actionId],
      use: (used) => send('click', { ...used, user, viewId: view.id, values: readFields(this.#fields) }),
      suggest: (search) => send('suggest', { ...search, user, viewId: view.id }),
    }
    const close = () => void send('close', { user })
    const submit = h(
      'button',
      { type: 'submit', class: 'button button-primary' },
      labelOf(view.submit, 'Submit'),
    )
    const asks = view.submit !== null && view.submit !== undefined
    const form = h(
      'form',
      { class: 'dialog-form', novalidate: true },
      h(
        'header',
        { class: 'dialog-head' },
        backButton(model, close),
        h('h2', {}, labelOf(view.title, '')),
        closeButton(user),
      ),
      h('div', { class: 'dialog-body' }, renderBlocks(surface, view.blocks)),
      h(
        'footer',
        { class: 'dialog-foot' },
        h('div', { class: 'dialog-problem' }),
        h(
          'button',
          { type: 'button', class: 'button', onclick: close },
          labelOf(view.close, asks ? 'Cancel' : 'Close'),
        ),
        asks ? submit : null,
      ),
    )
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void whileBusy(submit, () => this.#submit(user))
    })
    this.#dialog.oncancel = (event) => {
      event.preventDefault()
      close()
    }
    this.#dialog.classList.toggle('is-stacked', model.stack.length > 1)
    this.#dialog.setAttribute('aria-label', (view.title as PlainTextElement | null)?.text ?? 'Window')
    fill(this.#dialog, form)
  }

  #focusFirst(): void {
    const body = this.#dialog.querySelector<HTMLElement>('.dialog-body')
    const wanted = body?.querySelector<HTMLElement>('[autofocus]')
    const first = wanted ?? body?.querySelector<HTMLElement>(FIELDS)
    ;(first ?? this.#dialog.querySelector<HTMLElement>('.dialog-foot .button:last-child'))?.focus()
  }

  async #submit(user: string): Promise<{ ok: boolean; problem: string | null }> {
    const outcome = await send('submit', { user, values: readFields(this.#fields) })
    for (const block of this.#dialog.querySelectorAll<HTMLElement>('[data-block-id]')) {
      const error = outcome.errors?.[block.dataset.blockId ?? '']
      block.classList.toggle('has-error', error !== undefined)
      block.querySelector('.input-error')?.replaceChildren(error ?? '')
      block.querySelector(FIELDS)?.setAttribute('aria-invalid', String(error !== undefined))
    }
    const first = this.#dialog.querySelector<HTMLElement>('.has-error')
    first?.querySelector<HTMLElement>(FIELDS)?.focus()
    first?.scrollIntoView({ block: 'nearest' })
    return outcome
  }
}

function labelOf(label: unknown, otherwise: string): DocumentFragment {
  return renderPlain((label as PlainTextElement | null | undefined)?.text ?? otherwise)
}

function backButton(model: Model, back: () => void): HTMLElement | null {
  if (model.stack.length < 2) return null
  return h(
    'button',
    { type: 'button', class: 'button-plain', 'aria-label': 'Back', onclick: back },
    icon('back'),
  )
}

function closeButton(user: string): HTMLElement {
  const close = () => void send('close', { user, all: true })
  return h(
    'button',
    { type: 'button', class: 'button-plain', 'aria-label': 'Close', onclick: close },
    icon('close'),
  )
}
