import type { RawValue } from '../../domain/record.ts'

/**
 * The members of a JSON object as raw text: numbers as written (1.10 and 9007199254740993 stay what they are, which
 * neither JSON.parse nor DuckDB grants), text without quotes and escapes, null as null, anything nested as its JSON.
 * Throws a sentence's middle when the line is no such object.
 */
export function readMembers(line: string): ReadonlyMap<string, RawValue> {
  refuseOther(line)
  const members = new Map<string, RawValue>()
  // From here on the JSON is known to be well formed, so looking for the ends of things is enough.
  let at = skipBlanks(line, line.indexOf('{') + 1)
  while (line[at] === '"') {
    const nameEnd = stringEnd(line, at)
    const name = readString(line.slice(at, nameEnd))
    if (members.has(name)) throw new Error(`the member "${name}" occurs twice`)
    const start = skipBlanks(line, skipBlanks(line, nameEnd) + 1)
    const end = valueEnd(line, start)
    members.set(name, readValue(line.slice(start, end)))
    at = skipBlanks(line, end)
    if (line[at] === ',') at = skipBlanks(line, at + 1)
  }
  return members
}

function refuseOther(line: string): void {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new Error('the JSON is broken or cut short')
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return
  throw new Error('not a JSON object; write one object a line')
}

function readValue(text: string): RawValue {
  if (text === 'null') return null
  return text.startsWith('"') ? readString(text) : text
}

function readString(text: string): string {
  const value = text.includes('\\') ? String(JSON.parse(text)) : text.slice(1, -1)
  if (/\p{Surrogate}/u.test(value))
    throw new Error('half a surrogate pair (\\ud800 to \\udfff), which is no character')
  return value
}

function skipBlanks(line: string, at: number): number {
  let next = at
  while (' \t\r\n'.includes(line[next] ?? 'x')) next++
  return next
}

function valueEnd(line: string, start: number): number {
  const first = line[start]
  if (first === '"') return stringEnd(line, start)
  if (first === '{' || first === '[') return nestedEnd(line, start)
  let end = start
  while (!',} \t\r\n'.includes(line[end] ?? ',')) end++
  return end
}

/** After the closing quote: the first one with an even number of backslashes before it. */
function stringEnd(line: string, start: number): number {
  for (let end = line.indexOf('"', start + 1); ; end = line.indexOf('"', end + 1)) {
    let backslashes = 0
    while (line[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end + 1
  }
}

function nestedEnd(line: string, start: number): number {
  let depth = 0
  for (let at = start; ; at++) {
    const character = line[at]
    if (character === '"') at = stringEnd(line, at) - 1
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth === 0) return at + 1
  }
}
