import { wordProblems } from '../blocks/check-blocks.ts'
import type { Problem } from '../blocks/rules.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Conversation } from '../workspace/contents.ts'
import { findConversation, isVisibleTo } from '../workspace/conversations.ts'
import type { Tier } from '../workspace/method-limit.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** One call of a Web API method, its arguments already decoded. */
export interface ApiCall {
  readonly workspace: Workspace
  readonly origin: string
  readonly arguments: JsonObject
}

/** A method: which token and scope it wants, how often it may be called, and what it does. Throws `ApiRefusal`. */
export interface ApiMethod {
  readonly token: 'bot' | 'app' | 'any' | 'none'
  readonly scope?: string
  /** None: its limits are of another kind. */
  readonly tier?: Tier
  run(call: ApiCall): JsonObject
}

/** Slack's way to say no: a code, sometimes with more facts. */
export class ApiRefusal extends Error {
  readonly code: string
  readonly facts: JsonObject
  readonly retryAfterSeconds: number | null

  constructor(code: string, facts: JsonObject = {}, retryAfterSeconds: number | null = null) {
    super(code)
    this.code = code
    this.facts = facts
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export function textArgument(call: ApiCall, name: string): string | null {
  const value = call.arguments[name]
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}

export function requiredText(call: ApiCall, name: string): string {
  const value = textArgument(call, name)
  if (value !== null && value !== '') return value
  throw invalidArguments(`missing required field: ${name}`)
}

export function invalidArguments(problem: string): ApiRefusal {
  return new ApiRefusal('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${problem}`] } })
}

export function flagArgument(call: ApiCall, name: string): boolean {
  return optionalFlag(call, name) ?? false
}

/** Undefined when the call does not say. */
export function optionalFlag(call: ApiCall, name: string): boolean | undefined {
  const value = call.arguments[name]
  if (value === undefined || value === null || value === '') return undefined
  return value === true || value === 'true' || value === '1' || value === 1
}

/** The items of a comma-separated argument. */
export function listArgument(call: ApiCall, name: string): string[] {
  const items = (textArgument(call, name) ?? '').split(',').map((item) => item.trim())
  return items.filter((item) => item !== '')
}

/** A JSON argument; forms carry it as text. */
export function jsonArgument(call: ApiCall, name: string, refusal = 'invalid_arguments'): unknown {
  const value = call.arguments[name]
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new ApiRefusal(refusal)
  }
}

/** A list in JSON, null when the call does not name it; anything else is this refusal. */
export function arrayArgument(call: ApiCall, name: string, refusal: string): unknown[] | null {
  const given = call.arguments[name]
  if (given === undefined || given === null || given === '') return null
  const value = jsonArgument(call, name, refusal)
  if (!Array.isArray(value)) throw new ApiRefusal(refusal)
  return value
}

export function objectArgument(call: ApiCall, name: string): JsonObject | null {
  const value = jsonArgument(call, name)
  return isObject(value) ? value : null
}

/** The conversation that the call names, by id, name or a person's id. One that the bot cannot see is not there. */
export function channelArgument(call: ApiCall, name = 'channel'): Conversation {
  const wanted = textArgument(call, name) ?? ''
  const found = wanted === '' ? null : findConversation(call.workspace, wanted)
  if (found === null || !isVisibleTo(call.workspace, found, call.workspace.bot.id))
    throw new ApiRefusal('channel_not_found')
  return found
}

/** Most methods take ids only. */
export function channelById(call: ApiCall, id = textArgument(call, 'channel') ?? ''): Conversation {
  const found = call.workspace.conversations.get(id)
  if (found === undefined || !isVisibleTo(call.workspace, found, call.workspace.bot.id)) {
    throw new ApiRefusal('channel_not_found')
  }
  return found
}

export function requireScope({ workspace }: ApiCall, needed: string): void {
  if (workspace.scopes.includes(needed)) return
  throw new ApiRefusal('missing_scope', { needed, provided: workspace.scopes.join(',') })
}

/** Slack says blocks' problems twice, and those of other arguments once. */
export function refuseProblems(code: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const errors = wordProblems(problems)
  const messages = errors.map((error) => `[ERROR] ${error}`)
  throw new ApiRefusal(code, {
    ...(code === 'invalid_arguments' ? {} : { errors }),
    response_metadata: { messages },
  })
}
