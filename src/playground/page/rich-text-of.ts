import type { RichTextBlock } from '@slack/types'
import { type Inline, type Passage, parseMrkdwn } from './mrkdwn.ts'

type Section = RichTextBlock['elements'][number]
type Piece = Extract<Section, { type: 'rich_text_section' }>['elements'][number]
type Style = { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean }

/** What was written with marks, as Slack sends formatted text. */
export function richTextOf(source: string): RichTextBlock {
  const escaped = source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return { type: 'rich_text', elements: parseMrkdwn(escaped).map(sectionOf) }
}

/** The same the other way round, so that it can be written on. */
export function mrkdwnOf(block: RichTextBlock): string {
  return block.elements.map(textOfSection).join('\n')
}

function sectionOf(passage: Passage): Section {
  if (passage.kind === 'pre') {
    return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: passage.text }] }
  }
  const newline: Piece = { type: 'text', text: '\n' }
  const elements = passage.lines.flatMap((line, at) => {
    const pieces = line.flatMap((each) => piecesOf(each, {}))
    return at === 0 ? pieces : [newline, ...pieces]
  })
  return { type: passage.kind === 'quote' ? 'rich_text_quote' : 'rich_text_section', elements }
}

function piecesOf(inline: Inline, style: Style): Piece[] {
  const styled = Object.keys(style).length === 0 ? {} : { style }
  switch (inline.kind) {
    case 'bold':
    case 'italic':
    case 'strike':
      return inline.children.flatMap((each) => piecesOf(each, { ...style, [inline.kind]: true }))
    case 'code':
      return [{ type: 'text', text: inline.text, style: { ...style, code: true } }]
    case 'emoji':
      return [{ type: 'emoji', name: inline.name }]
    case 'text':
      return [{ type: 'text', text: inline.text, ...styled }]
    default:
      return []
  }
}

function textOfSection(section: Section): string {
  switch (section.type) {
    case 'rich_text_list':
      return section.elements.map((item) => `• ${item.elements.map(textOfPiece).join('')}`).join('\n')
    case 'rich_text_preformatted':
      return `\`\`\`\n${section.elements.map(textOfPiece).join('')}\n\`\`\``
    case 'rich_text_quote':
      return section.elements.map(textOfPiece).join('').replace(/^/gm, '> ')
    default:
      return section.elements.map(textOfPiece).join('')
  }
}

const SIGNS = { bold: '*', italic: '_', strike: '~', code: '`' } as const

function textOfPiece(piece: Piece): string {
  if (piece.type === 'emoji') return `:${piece.name}:`
  if (piece.type === 'link') return piece.text ?? piece.url
  if (piece.type !== 'text') return ''
  let text = piece.text
  for (const [name, sign] of Object.entries(SIGNS)) {
    if (piece.style?.[name as keyof Style] === true) text = `${sign}${text}${sign}`
  }
  return text
}
