const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * Counts as a row of bars, the highest one full: nothing is the lowest bar, and anything more than that is seen to be
 * more. The words beside it say the same to who cannot see them: `▁▄█ from 0 to 9`.
 */
export function sparkline(counts: readonly number[]): string {
  const [first = 0, last = 0] = [counts[0], counts.at(-1)]
  const most = Math.max(0, ...counts)
  const top = BARS.length - 1
  const bars = counts.map((count) => BARS[most === 0 ? 0 : Math.ceil((count / most) * top)])
  const steady = counts.every((count) => count === first)
  const [from, to, peak] = [first, last, most].map((count) => count.toLocaleString('en'))
  const words = steady ? `always ${from}` : `from ${from} to ${to}`
  return `${bars.join('')} ${words}${most > Math.max(first, last) ? `, at most ${peak}` : ''}`
}
