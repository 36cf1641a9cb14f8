import { checkMessage } from '../blocks/check-message.ts'
import { type ApiCall, ApiRefusal, arrayArgument, refuseProblems, textArgument } from './call.ts'
import { checkSlackFiles } from './check-slack-files.ts'

/** What a call wants a message to say; null is what it did not name. */
export interface SaidContent {
  readonly text: string | null
  readonly blocks: unknown[] | null
  readonly attachments: unknown[] | null
}

/** What a call wants a message to say. Throws what Slack would refuse; `longestText` is for edits. */
export function contentArgument(call: ApiCall, longestText?: number): SaidContent {
  const text = textArgument(call, 'text')
  const markdown = textArgument(call, 'markdown_text') || null
  const blocks = arrayArgument(call, 'blocks', 'invalid_blocks_format')
  const attachments = arrayArgument(call, 'attachments', 'invalid_attachments')
  const refusal = checkMessage({ text, markdown, blocks, attachments }, longestText)
  if (refusal !== null) {
    refuseProblems(refusal.code, refusal.problems)
    throw new ApiRefusal(refusal.code)
  }
  refuseProblems('invalid_blocks', checkSlackFiles(call.workspace, blocks, '/blocks'))
  if (markdown === null) return { text, blocks, attachments }
  return { text, blocks: [{ type: 'markdown', text: markdown }], attachments }
}
