/** Draws anew, and leaves the focus and the caret in the same field as before. */
export function keepFocus(box: HTMLElement, draw: () => void): void {
  const before = document.activeElement
  const inside = before instanceof HTMLElement && box.contains(before) ? before : null
  const actionId = inside?.closest<HTMLElement>('[data-action-id]')?.dataset.actionId
  const selection = caretOf(inside)
  draw()
  if (actionId === undefined) return
  const holder = box.querySelector<HTMLElement>(`[data-action-id="${CSS.escape(actionId)}"]`)
  const field = holder?.matches('input, textarea, button')
    ? holder
    : holder?.querySelector<HTMLElement>('input, textarea')
  field?.focus({ preventScroll: true })
  if (selection !== null && caretOf(field ?? null) !== null) {
    ;(field as HTMLInputElement).setSelectionRange(selection, selection)
  }
}

/** Where the caret stands; null in what has none, such as a date. */
function caretOf(element: Element | null): number | null {
  const isText = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  return isText ? element.selectionStart : null
}
