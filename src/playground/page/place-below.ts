const GAP_PX = 4
const MARGIN_PX = 8

/** Puts a floating box under its anchor, or above where there is more room. */
export function placeBelow(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect()
  const below = window.innerHeight - at.bottom - GAP_PX - MARGIN_PX
  const above = at.top - GAP_PX - MARGIN_PX
  box.style.maxHeight = ''
  const isBelow = box.offsetHeight <= below || below >= above
  const room = isBelow ? below : above
  box.style.maxHeight = `${Math.max(Math.min(room, 360), 80)}px`
  box.style.top = `${isBelow ? at.bottom + GAP_PX : Math.max(MARGIN_PX, at.top - GAP_PX - box.offsetHeight)}px`
  const left = Math.min(at.left, window.innerWidth - box.offsetWidth - MARGIN_PX)
  box.style.left = `${Math.max(MARGIN_PX, left)}px`
}
