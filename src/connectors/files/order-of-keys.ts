import type { SortKeys } from './sort-keys.ts'

/** So few keys are sorted by comparing them. */
const FEW_KEYS = 64
/** From so many on, sorting by two bytes at once pays. */
const MANY_KEYS = 50_000

/** Keys that have their first `known` bytes in common, as places in the order. */
interface Group {
  readonly from: number
  readonly to: number
  readonly known: number
}

/** The numbers of the keys in their order; equal ones stay as they were. Sorts by eight bytes at a time. */
export function orderOfKeys(keys: SortKeys): Uint32Array {
  const order = new Uint32Array(keys.count)
  for (let index = 0; index < order.length; index++) order[index] = index
  if (keys.isInOrder) return order
  const space = {
    high: new Uint32Array(keys.count),
    low: new Uint32Array(keys.count),
    places: new Uint32Array(keys.count),
    moved: new Uint32Array(keys.count),
  }
  const groups: Group[] = [{ from: 0, to: keys.count, known: 0 }]
  for (let group = groups.pop(); group; group = groups.pop()) {
    if (group.to - group.from > FEW_KEYS) sortGroup(keys, { order, space, groups }, group)
    else sortFew(keys, order, group)
  }
  return order
}

interface Work {
  readonly order: Uint32Array
  readonly space: Readonly<Record<'high' | 'low' | 'places' | 'moved', Uint32Array>>
  /** Where the groups go that are still to be sorted. */
  readonly groups: Group[]
}

function sortFew(keys: SortKeys, order: Uint32Array, { from, to, known }: Group): void {
  order.subarray(from, to).sort((a, b) => keys.compare(a, b, known) || a - b)
}

function sortGroup(keys: SortKeys, { order, space, groups }: Work, group: Group): void {
  const { from, to } = group
  const count = to - from
  const numbers = order.slice(from, to)
  const known = commonBytes(keys, numbers, group.known)
  // No key is the beginning of another, so these are all the same.
  if (known >= keys.ends[numbers[0]!]! - keys.startOf(numbers[0]!)) return
  const { high, low } = space
  for (let index = 0; index < count; index++) {
    const start = keys.startOf(numbers[index]!) + known
    const end = keys.ends[numbers[index]!]!
    high[index] = fourBytes(keys.bytes, start, end)
    low[index] = fourBytes(keys.bytes, start + 4, end)
  }
  const places = sortPlaces(space, count)
  for (let index = 0; index < count; index++) order[from + index] = numbers[places[index]!]!
  const isSame = (a: number, b: number) => high[a] === high[b] && low[a] === low[b]
  for (let index = 1, start = 0; index <= count; index++) {
    if (index < count && isSame(places[start]!, places[index]!)) continue
    if (index - start > 1) groups.push({ from: from + start, to: from + index, known: known + 8 })
    start = index
  }
}

/** How many first bytes the keys have in common. */
function commonBytes(keys: SortKeys, numbers: Uint32Array, known: number): number {
  const { bytes } = keys
  const first = keys.startOf(numbers[0]!)
  let common = keys.ends[numbers[0]!]! - first
  for (const number of numbers) {
    const start = keys.startOf(number)
    let at = known
    while (at < common && bytes[start + at] === bytes[first + at]) at++
    common = at
  }
  return common
}

function fourBytes(bytes: Uint8Array, start: number, end: number): number {
  const at = (index: number) => (index < end ? bytes[index]! : 0)
  return ((at(start) << 24) | (at(start + 1) << 16) | (at(start + 2) << 8) | at(start + 3)) >>> 0
}

/** The places of the first `count` numbers in their order: from the lowest digit up, each pass keeping the last one's order. */
function sortPlaces({ high, low, places, moved }: Work['space'], count: number): Uint32Array {
  const bits = count < MANY_KEYS ? 8 : 16
  const ends = new Uint32Array(1 << bits)
  let [now, next] = [places, moved]
  for (let index = 0; index < count; index++) now[index] = index
  for (const digits of [low, high]) {
    for (let shift = 0; shift < 32; shift += bits) {
      if (!countDigits(digits, { count, shift, ends })) continue
      for (let index = count - 1; index >= 0; index--) {
        const place = now[index]!
        next[--ends[(digits[place]! >>> shift) & (ends.length - 1)]!] = place
      }
      ;[now, next] = [next, now]
    }
  }
  return now
}

/** Sets where the numbers with each digit end. False where all have the same one. */
function countDigits(
  digits: Uint32Array,
  { count, shift, ends }: { count: number; shift: number; ends: Uint32Array },
): boolean {
  const mask = ends.length - 1
  ends.fill(0)
  for (let index = 0; index < count; index++) ends[(digits[index]! >>> shift) & mask]!++
  if (ends[(digits[0]! >>> shift) & mask] === count) return false
  for (let digit = 1; digit < ends.length; digit++) ends[digit]! += ends[digit - 1]!
  return true
}
