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

/** Text of 1 to `max` characters, counted as code points. */
export function string(max: number, min = 1): Rule {
  return (value, at, problems) => {
    if (typeof value !== 'string') return void problems.push({ at, message: 'must be a string' })
    const length = [...value].length
    if (length < min) problems.push({ at, message: `must be more than ${min - 1} characters` })
    if (length > max) problems.push({ at, message: `must be less than ${max + 1} characters` })
  }
}

export const flag: Rule = (value, at, problems) => {
  if (typeof value !== 'boolean') problems.push({ at, message: 'must be a boolean' })
}

export const anything: Rule = () => {}

export function integer(min: number, max: number): Rule {
  return (value, at, problems) => {
    if (!Number.isInteger(value)) problems.push({ at, message: 'must be an integer' })
    else if (Number(value) < min) problems.push({ at, message: `must be at least ${min}` })
    else if (Number(value) > max) problems.push({ at, message: `must be at most ${max}` })
  }
}

export function choice(...allowed: readonly string[]): Rule {
  return (value, at, problems) => {
    const known = typeof value === 'string' && allowed.includes(value)
    if (!known) problems.push({ at, message: `must be one of: ${allowed.join(', ')}` })
  }
}

export function pattern(expression: RegExp, meaning: string): Rule {
  return (value, at, problems) => {
    if (typeof value !== 'string' || !expression.test(value))
      problems.push({ at, message: `must be ${meaning}` })
  }
}

export function list(rule: Rule, max: number, min = 1): Rule {
  return (value, at, problems) => {
    if (!Array.isArray(value)) return void problems.push({ at, message: 'must be an array' })
    if (value.length < min) problems.push({ at, message: `no fewer than ${min} items allowed` })
    if (value.length > max) problems.push({ at, message: `no more than ${max} items allowed` })
    for (const [index, item] of value.entries()) rule(item, `${at}/${index}`, problems)
  }
}

/** An object with these parts and no others. */
export function object(parts: Parts): Rule {
  return (value, at, problems) => {
    if (!isObject(value)) return void problems.push({ at, message: 'must be an object' })
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
    if (!isObject(value)) return void problems.push({ at, message: 'must be an object' })
    const type = value.type
    const rule = typeof type === 'string' && Object.hasOwn(rules, type) ? rules[type] : undefined
    if (rule === undefined) problems.push({ at: `${at}/type`, message: `unsupported type: ${String(type)}` })
    else rule(value, at, problems)
  }
}

/** Adds a condition about the whole object to the rule about its parts. */
export function also(rule: Rule, condition: (value: JsonObject) => string | null): Rule {
  return (value, at, problems) => {
    rule(value, at, problems)
    const message = isObject(value) ? condition(value) : null
    if (message !== null) problems.push({ at, message })
  }
}
