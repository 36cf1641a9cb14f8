import type { Spot } from './chart-spot.ts'
import { fill, h } from './dom.ts'

/** The small window that says what one points at, by pointer or by arrow keys. */
export class ChartTip {
  readonly #plot: HTMLElement
  readonly #box = h('div', { class: 'chart-tip', role: 'status' })
  #spots: readonly Spot[] = []
  #at = -1

  constructor(plot: HTMLElement) {
    this.#plot = plot
    plot.addEventListener('pointermove', (event) => this.#show(this.#near(event)))
    plot.addEventListener('pointerdown', (event) => this.#show(this.#near(event)))
    plot.addEventListener('pointerleave', () => this.#show(-1))
    plot.addEventListener('blur', () => this.#show(-1))
    plot.addEventListener('keydown', (event) => this.#steer(event))
  }

  follow(spots: readonly Spot[]): void {
    this.#spots = spots
    this.#at = -1
    this.#box.remove()
  }

  #steer(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      event.stopPropagation()
      this.#show(Math.min(Math.max(this.#at + step, 0), this.#spots.length - 1))
    } else if (event.key === 'Escape' && this.#at !== -1) {
      event.stopPropagation()
      this.#show(-1)
    }
  }

  /** The place whose marks are under the pointer, else the nearest from left to right. */
  #near(event: PointerEvent): number {
    const hit = this.#spots.findIndex((each) => each.marks.includes(event.target as Element))
    if (hit !== -1 || this.#plot.classList.contains('plot-pie')) return hit
    const x = event.clientX - this.#plot.getBoundingClientRect().left
    const gaps = this.#spots.map((each) => Math.abs(each.x - x))
    return gaps.indexOf(Math.min(...gaps))
  }

  #show(at: number): void {
    if (at === this.#at) return
    for (const mark of this.#spots[this.#at]?.marks ?? []) mark.classList.remove('is-here')
    this.#at = at
    const spot = this.#spots[at]
    this.#plot.classList.toggle('is-pointed', spot !== undefined)
    if (spot === undefined) {
      this.#box.remove()
      return
    }
    for (const mark of spot.marks) mark.classList.add('is-here')
    const lines = spot.lines.map(({ name, text, colour }) =>
      h(
        'div',
        { class: 'tip-line' },
        h('span', { class: `swatch colour-${colour}`, 'aria-hidden': 'true' }),
        h('span', { class: 'tip-name' }, name),
        h('strong', {}, text),
      ),
    )
    fill(this.#box, h('div', { class: 'tip-title' }, spot.title), ...lines)
    if (!this.#box.isConnected) this.#plot.append(this.#box)
    const room = this.#plot.clientWidth - this.#box.offsetWidth
    const left = spot.x + 12 > room ? spot.x - this.#box.offsetWidth - 12 : spot.x + 12
    this.#box.style.left = `${Math.max(0, Math.min(left, room))}px`
    this.#box.style.top = `${Math.max(0, spot.y - this.#box.offsetHeight / 2)}px`
  }
}
