import { checkMessage } from '../blocks/check-message.ts'
import { nameBlocks } from '../blocks/name-blocks.ts'
import type { JsonObject } from '../json.ts'
import { type ApiCall, ApiRefusal, listArgument, refuseProblems, textArgument } from './call.ts'

/** What a call wants a message to say; null is what it did not name. Throws Slack's refusal. */
export function contentArgument(
  call: ApiCall,
  longestText?: number,
): { text: string | null; blocks: JsonObject[] | null } {
  const text = textArgument(call, 'text')
  const markdown = textArgument(call, 'markdown_text')
  const blocks = listArgument(call, 'blocks', 'invalid_blocks_format')
  const attachments = listArgument(call, 'attachments', 'invalid_attachments')
  const refusal = checkMessage({ text, markdown, blocks, attachments }, longestText)
  if (refusal !== null) {
    refuseProblems(refusal.code, refusal.problems)
    throw new ApiRefusal(refusal.code)
  }
  if (markdown !== null) return { text: markdown, blocks: nameBlocks([{ type: 'markdown', text: markdown }]) }
  return { text, blocks: blocks === null ? null : nameBlocks(blocks) }
}
