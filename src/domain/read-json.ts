import { parse } from 'lossless-json'
import type { JsonPath } from './json-path.ts'
import type { RawValue } from './record.ts'

/** A number exactly as it was written: `1.0`, `9007199254740993`, `1e400`. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export interface JsonObject {
  readonly [name: string]: Json
}
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject

/** Reads JSON without touching its numbers. Throws where it is broken, and where a member occurs twice with two values. */
export function readJson(text: string): Json {
  return parse(text, null, { parseNumber: (number) => new JsonNumber(number) }) as Json
}

export function isObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
  )
}

/** The value at a path; undefined where there is none, which is not the same as null. */
export function lookUp(value: Json, path: JsonPath): Json | undefined {
  let current: Json | undefined = value
  for (const step of path) {
    if (typeof step === 'number') current = Array.isArray(current) ? current[step] : undefined
    else current = isObject(current) && Object.hasOwn(current, step) ? current[step] : undefined
  }
  return current
}

/** A value as a cell: text without quotes, numbers as written, what is nested as its JSON. */
export function rawText(value: Json | undefined): RawValue {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : writeJson(value)
}

/** Compact JSON with the numbers as they were written. */
function writeJson(value: Json): string {
  if (value instanceof JsonNumber) return value.text
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`,
  )
  return `{${members.join(',')}}`
}
