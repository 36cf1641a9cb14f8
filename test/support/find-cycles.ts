/** The groups of files that import each other in a ring, each as its shortest ring from its first file. */
export function findCycles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const inRing = new Set<string>()
  const rings: string[][] = []
  for (const start of imports.keys()) {
    if (inRing.has(start)) continue
    const ring = shortestRing(start, imports)
    if (!ring) continue
    rings.push(ring)
    for (const file of ring) inRing.add(file)
  }
  return rings
}

function shortestRing(start: string, imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const reachedFrom = new Map<string, string>()
  const waiting = [start]
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    for (const next of imports.get(file) ?? []) {
      if (next === start) return ringTo(file, start, reachedFrom)
      if (reachedFrom.has(next)) continue
      reachedFrom.set(next, file)
      waiting.push(next)
    }
  }
  return null
}

function ringTo(last: string, start: string, reachedFrom: ReadonlyMap<string, string>): string[] {
  const ring = [start]
  for (let file = last; file !== start; file = reachedFrom.get(file)!) ring.unshift(file)
  return [start, ...ring.slice(0, -1), start]
}
