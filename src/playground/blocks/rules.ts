import { isObject, type JsonObject } from '../json.ts'

/** Something that Slack would refuse, with the JSON pointer to it. */
export interface Problem {
  readonly at: string
  readonly message: string
}

/** Looks at one value and adds what is wrong with it. */
export type Rule = (value: unknown, at: string, problems: Problem[]) => void

interface Part {
  readonly rule: Rule
  readonly required: boolean
}
export type Parts = Readonly<Record<string, Part>>

export const required = (rule: Rule): Part => ({ rule, required: true })
export const optional = (rule: Rule): Part => ({ rule, required: false })

/** Text of at least `min` and at most `max` characters, counted as code points. */
export function string(max = Number.POSITIVE_INFINITY, min = 1): Rule {
  return (value, at, problems) => {
    if (typeof value !== 'string') return void problems.push({ at, message: 'must provide a string' })
    const length = [...value].length
    if (length < min) problems.push({ at, message: `must be more than ${min - 1} characters` })
    if (length > max) problems.push({ at, message: `must be less than ${max + 1} characters` })
  }
}

export const flag: Rule = (value, at, problems) => {
  if (typeof value !== 'boolean') problems.push({ at, message: 'must provide a boolean' })
}

export const anything: Rule = () => {}

export const number: Rule = (value, at, problems) => {
  if (typeof value !== 'number' || !Number.isFinite(value))
    problems.push({ at, message: 'must provide a number' })
}

export function integer(min: number, max = Number.POSITIVE_INFINITY): Rule {
  return (value, at, problems) => {
    if (!Number.isInteger(value)) problems.push({ at, message: 'must provide an integer' })
    else if (Number(value) < min) problems.push({ at, message: `must be greater than ${min - 1}` })
    else if (Number(value) > max) problems.push({ at, message: `must be less than ${max + 1}` })
  }
}

export function choice(...allowed: readonly string[]): Rule {
  return (value, at, problems) => {
    if (typeof value !== 'string') return void problems.push({ at, message: 'must provide a string' })
    if (!allowed.includes(value)) problems.push({ at, message: 'must be a valid enum value' })
  }
}

export function pattern(expression: RegExp, meaning: string): Rule {
  return (value, at, problems) => {
    if (typeof value !== 'string' || !expression.test(value))
      problems.push({ at, message: `must be ${meaning}` })
  }
}

export function list(rule: Rule, max = Number.POSITIVE_INFINITY, min = 1): Rule {
  return (value, at, problems) => {
    if (!Array.isArray(value)) return void problems.push({ at, message: 'must provide an array' })
    if (value.length < min) problems.push({ at, message: `no fewer than ${min} items allowed` })
    if (value.length > max) problems.push({ at, message: `no more than ${max} items allowed` })
    for (const [index, item] of value.entries()) rule(item, `${at}/${index}`, problems)
  }
}

/** An object with these parts and no others. */
export function object(parts: Parts): Rule {
  return (value, at, problems) => {
    if (!isObject(value)) return void problems.push({ at, message: 'must provide an object' })
    for (const [name, part] of Object.entries(parts)) {
      const found = value[name]
      if (found !== undefined) part.rule(found, `${at}/${name}`, problems)
      else if (part.required) problems.push({ at, message: `missing required field: ${name}` })
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(parts, name)) problems.push({ at, message: `invalid additional property: ${name}` })
    }
  }
}

/** An object whose `type` picks its rule from a table. */
export function typed(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, at, problems) => {
    if (!isObject(value)) return void problems.push({ at, message: 'must provide an object' })
    const { type } = value
    if (type === undefined) return void problems.push({ at, message: 'missing required field: type' })
    if (typeof type !== 'string') {
      return void problems.push({ at: `${at}/type`, message: 'must provide a string' })
    }
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined
    if (rule === undefined) problems.push({ at: `${at}/type`, message: `unsupported type: ${type}` })
    else rule(value, at, problems)
  }
}

/** What Slack says first where it has several schemas for one place and none of them fits. */
export const NO_SCHEMA = 'failed to match all allowed schemas'

/** A rule for a place that has several schemas. */
export function oneOf(rule: Rule): Rule {
  return (value, at, problems) => {
    const found: Problem[] = []
    rule(value, at, found)
    if (found.length > 0) problems.push({ at, message: NO_SCHEMA }, ...found)
  }
}

/** What is wrong with an object as a whole; with a path, with that part of it. */
export type Fault = string | { readonly path: string; readonly message: string }

/** Adds a condition about the whole object to the rule about its parts; it is asked when those are right. */
export function also(rule: Rule, condition: (value: JsonObject) => Fault | null): Rule {
  return (value, at, problems) => {
    const before = problems.length
    rule(value, at, problems)
    const fault = problems.length === before && isObject(value) ? condition(value) : null
    if (typeof fault === 'string') problems.push({ at, message: fault })
    else if (fault !== null) problems.push({ at: `${at}${fault.path}`, message: fault.message })
  }
}
