import { wordProblems } from '../blocks/check-blocks.ts'
import type { Problem } from '../blocks/rules.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { Conversation } from '../workspace/contents.ts'
import { findConversation } from '../workspace/conversations.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** One call of a Web API method, its arguments already decoded. */
export interface ApiCall {
  readonly workspace: Workspace
  readonly origin: string
  readonly arguments: JsonObject
}

/** A method: which token and scope it wants, and what it does. Throws `ApiRefusal`. */
export interface ApiMethod {
  readonly token: 'bot' | 'app' | 'any' | 'none'
  readonly scope?: string
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
  const messages = [`[ERROR] missing required field: ${name}`]
  throw new ApiRefusal('invalid_arguments', { response_metadata: { messages } })
}

export function flagArgument(call: ApiCall, name: string): boolean {
  const value = call.arguments[name]
  return value === true || value === 'true' || value === '1'
}

/** A JSON argument; forms carry it as text. */
function jsonArgument(call: ApiCall, name: string, refusal = 'invalid_arguments'): unknown {
  const value = call.arguments[name]
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new ApiRefusal(refusal)
  }
}

export function objectArgument(call: ApiCall, name: string): JsonObject | null {
  const value = jsonArgument(call, name)
  return isObject(value) ? value : null
}

/** The conversation that the call names, by id or name. */
export function channelArgument(call: ApiCall, name = 'channel'): Conversation {
  const wanted = textArgument(call, name) ?? ''
  const found = wanted === '' ? null : findConversation(call.workspace, wanted)
  if (found === null) throw new ApiRefusal('channel_not_found')
  return found
}

/** A list in JSON, null when the call does not name it; anything else is this refusal. */
export function listArgument(call: ApiCall, name: string, refusal: string): unknown[] | null {
  const given = call.arguments[name]
  if (given === undefined || given === null || given === '') return null
  const value = jsonArgument(call, name, refusal)
  if (!Array.isArray(value)) throw new ApiRefusal(refusal)
  return value
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
