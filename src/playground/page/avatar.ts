import type { Member } from '../page-protocol.ts'
import { h } from './dom.ts'

const COLOURS = 6

/** A member's picture: initials on a colour of their own; the app has its mark. */
export function avatar(member: Member | undefined, size: 'small' | 'normal' = 'normal'): HTMLElement {
  const initials = (member?.realName ?? '?')
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
  const kind = member?.kind ?? 'person'
  const colour = [...(member?.id ?? '')].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COLOURS
  const classes = `avatar avatar-${size} avatar-${kind} avatar-colour-${colour}`
  return h('span', { class: classes, 'aria-hidden': 'true' }, kind === 'person' ? initials : null)
}
