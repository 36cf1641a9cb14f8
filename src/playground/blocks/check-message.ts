import { isObject, objectsIn } from '../json.ts'
import { MARKDOWN_CHARACTERS } from './block-rules.ts'
import { checkBlocks, isTable, SECOND_TABLE } from './check-blocks.ts'
import { countText } from './count-text.ts'
import { placeBlocks } from './elements-of.ts'
import type { Problem } from './rules.ts'

/** What an app wants a message to say; null is what it did not name. */
export interface MessageContent {
  readonly text: string | null
  readonly markdown: string | null
  readonly blocks: readonly unknown[] | null
  readonly attachments: readonly unknown[] | null
}

/** Slack's code for what it would not take, and where that is. */
export interface MessageRefusal {
  readonly code: string
  readonly problems: readonly Problem[]
}

const MAX_ATTACHMENTS = 100
/** Nobody documents this one; it is where Slack was seen to stop. */
const ALL_CHARACTERS = 13_200

/** Why Slack would not take this as a message; null when it would. A post cuts a long text, an edit refuses it. */
export function checkMessage(
  content: MessageContent,
  longestText = Number.POSITIVE_INFINITY,
): MessageRefusal | null {
  const { text, markdown, attachments } = content
  const blocks = content.blocks ?? []
  if (markdown !== null && (text !== null || content.blocks !== null)) return refuse('markdown_text_conflict')
  const says = [text, markdown].some((each) => each !== null && each.trim() !== '')
  if (!says && blocks.length === 0 && (attachments ?? []).length === 0) return refuse('no_text')
  if (lengthOf(text) > longestText || lengthOf(markdown) > MARKDOWN_CHARACTERS) return refuse('msg_too_long')
  const problems = checkBlocks(blocks, 'message')
  const onlyTables = problems.every(({ message }) => message === SECOND_TABLE)
  if (problems.length > 0) return { code: onlyTables ? 'invalid_attachments' : 'invalid_blocks', problems }
  return checkAttachments(attachments ?? [], blocks) ?? checkLength(blocks)
}

function checkAttachments(
  attachments: readonly unknown[],
  blocks: readonly unknown[],
): MessageRefusal | null {
  if (attachments.length > MAX_ATTACHMENTS) return refuse('too_many_attachments')
  const problems = attachments.flatMap((attachment, index): Problem[] => {
    const at = `/attachments/${index}`
    if (!isObject(attachment)) return [{ at, message: 'must provide an object' }]
    return attachment.blocks === undefined ? [] : checkBlocks(attachment.blocks, 'message', `${at}/blocks`)
  })
  const [, ...tables] = tablesIn(blocks, attachments)
  const more = problems.length > 0 ? [] : tables.map((at) => ({ at, message: SECOND_TABLE }))
  return problems.length + more.length === 0
    ? null
    : { code: 'invalid_attachments', problems: [...problems, ...more] }
}

/** The tables of a message and of what is attached to it count together. */
function tablesIn(blocks: readonly unknown[], attachments: readonly unknown[]): string[] {
  const attached = objectsIn(attachments).flatMap((each, index) =>
    placeBlocks(each.blocks, `/attachments/${index}/blocks`),
  )
  const all = [...placeBlocks(blocks, '/blocks'), ...attached]
  return all.filter(isTable).map(({ at }) => at)
}

function checkLength(blocks: readonly unknown[]): MessageRefusal | null {
  return countText(blocks) > ALL_CHARACTERS ? refuse('msg_blocks_too_long') : null
}

function lengthOf(text: string | null): number {
  return text === null ? 0 : [...text].length
}

function refuse(code: string): MessageRefusal {
  return { code, problems: [] }
}
