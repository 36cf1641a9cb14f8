/** Steps from a JSON value down to one inside it: names of members and places in lists. */
export type JsonPath = readonly (string | number)[]

const STEP =
  /\.?([^.[\]"$\s](?:[^.[\]"]*[^.[\]"\s])?)|\[(\d{1,9})\]|\[("(?:[^"\\\p{Cc}]|\\["\\/bfnrt])*")\]/uy

/**
 * Reads `attributes.email`, `items[0].sku`, `["odd.name"].x`; `$` at the beginning may be left out, and `$` or nothing is
 * the value itself. Null when it is no path.
 */
export function parsePath(text: string): JsonPath | null {
  const path: (string | number)[] = []
  let at = text.startsWith('$') ? 1 : 0
  if (at === 0 && text.startsWith('.')) return null
  while (at < text.length) {
    // Between two names stands a dot, and nowhere else.
    if (at > 0 && text[at] !== '.' && text[at] !== '[') return null
    STEP.lastIndex = at
    const match = STEP.exec(text)
    if (!match) return null
    path.push(stepOf(match))
    at = STEP.lastIndex
  }
  return path
}

function stepOf([, name, place, quoted]: RegExpExecArray): string | number {
  if (name !== undefined) return name
  return place === undefined ? String(JSON.parse(quoted!)) : Number(place)
}

/** Writes a path so that `parsePath` reads it. */
export function writePath(path: JsonPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (!/^[^.[\]"$\s]([^.[\]"]*[^.[\]"\s])?$/.test(step)) return `${text}[${JSON.stringify(step)}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}
