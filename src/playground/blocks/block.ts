import { choice, object, optional, type Parts, type Rule, required, string } from './rules.ts'

/** A block of this type. */
export function block(type: string, parts: Parts): Rule {
  return object({ type: required(choice(type)), block_id: optional(string(255)), ...parts })
}
