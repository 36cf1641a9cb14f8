import type { KnownBlock, RichTextElement } from '@slack/types'
import type { View } from '../../src/playground/workspace/contents.ts'

/** Blocks as lines that a test can read: mrkdwn as it is, rich text with `*` for bold, `_` for italic, buttons and menus in brackets. */
export function readBlocks(blocks: readonly KnownBlock[]): string[] {
  return blocks.flatMap(readBlock)
}

function readBlock(block: KnownBlock): string[] {
  switch (block.type) {
    case 'section':
      return [...(block.text?.text.split('\n') ?? []), ...(block.fields ?? []).map(fieldText)]
    case 'header':
      return [block.text.text]
    case 'context':
      return block.elements.map((element) => ('text' in element ? element.text : ''))
    case 'actions':
      return [
        block.elements
          .map((element) => {
            if (element.type === 'button') return `[${element.text.text}]`
            return element.type === 'overflow' ? `[… ${element.options.map(optionText).join(' | ')}]` : ''
          })
          .join(' '),
      ]
    case 'rich_text':
      return block.elements.flatMap((part) =>
        part.type === 'rich_text_list'
          ? part.elements.map((item) => `• ${item.elements.map(readInline).join('')}`)
          : [],
      )
    case 'table':
    case 'data_table':
      return block.rows.map((row) => row.map((cell) => ('text' in cell ? cell.text : '')).join(' | '))
    default:
      return [`(${block.type})`]
  }
}

/** Its lines on one. */
function fieldText({ text }: { text: string }): string {
  return text.replaceAll('\n', ' | ')
}

function optionText({ text }: { text: { text: string } }): string {
  return text.text
}

function readInline(element: RichTextElement): string {
  if (element.type !== 'text') return `(${element.type})`
  const code = element.style?.code ? `\`${element.text}\`` : element.text
  const italic = element.style?.italic ? `_${code}_` : code
  return element.style?.bold ? `*${italic}*` : italic
}

/** Of each block of rows: its id, the numbers in it, and those that are ticked. */
export function ticksOf({ blocks }: View): [string, string[], string[]][] {
  const rows = blocks.filter(({ block_id }) => String(block_id).startsWith('many-picked.'))
  return rows.map(({ block_id, element }) => {
    type Option = { readonly value: string }
    const { options, initial_options = [] } = element as { options: Option[]; initial_options?: Option[] }
    return [String(block_id), options.map(({ value }) => value), initial_options.map(({ value }) => value)]
  })
}
