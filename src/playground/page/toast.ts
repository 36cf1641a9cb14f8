import { h, part } from './dom.ts'

const SHOWN_MS = 7_000

/** Says something for a moment, at the foot of the page; the same thing once at a time. */
export function toast(sentence: string): void {
  if ([...part('toasts').children].some((each) => each.textContent === sentence)) return
  const shown = h('div', { class: 'toast', role: 'status' }, sentence)
  part('toasts').append(shown)
  setTimeout(() => shown.remove(), SHOWN_MS)
}
