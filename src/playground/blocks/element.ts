import { choice, object, optional, type Parts, type Rule, required, string } from './rules.ts'

/** An element of this type: something that people use. */
export function element(type: string, parts: Parts): Rule {
  return object({ type: required(choice(type)), action_id: optional(string(255)), ...parts })
}
