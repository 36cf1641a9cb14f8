/**
 * Works on up to `concurrency` items at a time and hands the results out in the order of the items. The next item is
 * asked for only when there is room. Whoever stops early stops what is under way.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  options: {
    readonly concurrency: number
    readonly map: (item: Item, signal: AbortSignal) => Promise<Result>
    readonly signal: AbortSignal
  },
): AsyncGenerator<Result, void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([options.signal, stop.signal])
  const iterator = items[Symbol.iterator]()
  const pending: Promise<Result>[] = []
  const fill = () => {
    while (pending.length < options.concurrency) {
      const next = iterator.next()
      if (next.done) return
      const result = options.map(next.value, signal)
      // Awaited in its turn; until then a failure is nobody's surprise.
      result.catch(() => undefined)
      pending.push(result)
    }
  }
  try {
    for (fill(); pending.length > 0; fill()) yield await pending.shift()!
  } finally {
    stop.abort()
    await Promise.allSettled(pending)
  }
}
