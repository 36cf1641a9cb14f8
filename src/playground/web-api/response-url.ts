import type { Context } from 'hono'
import { checkBlocks } from '../blocks/check-blocks.ts'
import { nameBlocks } from '../blocks/name-blocks.ts'
import { type JsonObject, textOf } from '../json.ts'
import { addMessage, editMessage, findMessage, removeMessage } from '../workspace/messages.ts'
import type { ResponseTarget } from '../workspace/passes.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { checkSlackFiles } from './check-slack-files.ts'
import { cutText } from './message-arguments.ts'
import { readArguments } from './read-arguments.ts'

/** A POST to a response_url: a new answer, or a change of the message that was clicked. */
export async function answerResponseUrl(context: Context, workspace: Workspace): Promise<Response> {
  const body = (await readArguments(context.req.raw)) ?? {}
  const outcome = respond(workspace, context.req.param('id') ?? '', body)
  workspace.transcript.add({ kind: 'response-url', body, ...outcome })
  if (outcome.status === 200) return context.text(outcome.answer)
  return context.json({ ok: false, error: outcome.answer }, outcome.status)
}

interface Outcome {
  status: 200 | 400 | 404
  answer: string
}

function respond(workspace: Workspace, id: string, body: JsonObject): Outcome {
  const problems =
    body.blocks === undefined
      ? []
      : [...checkBlocks(body.blocks, 'message'), ...checkSlackFiles(workspace, body.blocks, '/blocks')]
  // As in Slack, without a word about which block it is.
  if (problems.length > 0) return { status: 404, answer: 'invalid_blocks' }
  const spent = workspace.passes.spendResponse(id)
  if ('refused' in spent) return { status: 404, answer: spent.refused }
  return applyResponse(workspace, spent.target, body)
}

/** Does what a response asks for; slash commands may answer the same way in their acknowledgement. */
export function applyResponse(workspace: Workspace, target: ResponseTarget, body: JsonObject): Outcome {
  const clicked = target.ts === null ? null : findMessage(workspace, target.channel, target.ts)
  if (body.delete_original === true) {
    if (clicked === null) return { status: 404, answer: 'message_not_found' }
    removeMessage(workspace, clicked)
    return { status: 200, answer: 'ok' }
  }
  const text = cutText(textOf(body.text) ?? '')
  const blocks = nameBlocks(body.blocks)
  if (text.trim() === '' && blocks.length === 0) return { status: 400, answer: 'no_text' }
  if (body.replace_original === true && clicked !== null) {
    editMessage(workspace, clicked, { text, blocks })
    return { status: 200, answer: 'ok' }
  }
  addMessage(workspace, {
    channel: target.channel,
    author: workspace.bot.id,
    text,
    blocks,
    threadTs: textOf(body.thread_ts) ?? target.threadTs,
    onlyFor: body.response_type === 'in_channel' ? null : target.user,
  })
  return { status: 200, answer: 'ok' }
}
