import { CounterfoilError } from './errors.ts'
import { type CallValues, lookUpValue } from './look-up-value.ts'
import type { RawValue } from './record.ts'
import { type TemplatePart, templateParts } from './template-parts.ts'

type Placeholder = TemplatePart & { readonly kind: 'placeholder' }

/** A body as JSON text. Values are put into leaves alone; a number keeps every digit of its text. */
export function fillJson(body: unknown, values: CallValues): string {
  if (typeof body === 'string') return fillLeaf(body, values)
  if (Array.isArray(body)) return `[${body.map((item) => fillJson(item ?? null, values)).join(',')}]`
  if (typeof body !== 'object' || body === null) return fixedLeaf(body)
  const members = Object.entries(body).map(
    ([name, member]) => `${JSON.stringify(name)}:${fillJson(member ?? null, values)}`,
  )
  return `{${members.join(',')}}`
}

function fixedLeaf(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw refused(`The body has ${value}, and JSON has no such number`)
  return JSON.stringify(value)
}

/** A leaf that is one placeholder alone is its value, null too; else its values are parts of a text. */
function fillLeaf(template: string, values: CallValues): string {
  const parts = templateParts(template)
  const [only] = parts
  if (parts.length === 1 && only?.kind === 'placeholder') {
    const value = lookUpValue(values, only.name, 'the body')
    return value === null ? 'null' : typed(value, only)
  }
  return JSON.stringify(parts.map((part) => textOf(part, values)).join(''))
}

function textOf(part: TemplatePart, values: CallValues): RawValue {
  if (part.kind === 'text') return part.text
  if (part.type !== 'text')
    throw refused(
      `{${part.name}:${part.type}} in the body stands beside other text; let it be a value of its own`,
    )
  const value = lookUpValue(values, part.name, 'the body')
  if (value === null)
    throw refused(`the value of {${part.name}} in the body is null, and a text around it cannot say that`)
  return value
}

function typed(value: string, { name, type }: Placeholder): string {
  if (type === 'number' && !/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value))
    throw refused(`the value of {${name}:number} in the body is not written as JSON writes a number`)
  if (type === 'boolean' && value !== 'true' && value !== 'false')
    throw refused(`the value of {${name}:boolean} in the body is neither true nor false`)
  return type === 'text' ? JSON.stringify(value) : value
}

function refused(sentence: string): CounterfoilError {
  return new CounterfoilError('usage', sentence)
}
