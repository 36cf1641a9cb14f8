import type { Button, ContextBlock, PlainTextElement, SectionBlock } from '@slack/types'
import { cut, LIMITS } from '../limits.ts'
import { mrkdwn } from './mrkdwn.ts'

/** A paragraph of escaped mrkdwn lines; lines past the limit are left out, as half a line may be half an escape. */
export function section(...lines: readonly string[]): SectionBlock {
  return { type: 'section', text: mrkdwn(joinWithin(lines, LIMITS.sectionText)) }
}

/** As many paragraphs as it takes, so that no line is left out; each line fits one by itself. */
export function sections(...lines: readonly string[]): SectionBlock[] {
  const packed: string[][] = []
  for (const line of lines) {
    const last = packed.at(-1)
    const fits = last !== undefined && [...last, line].join('\n').length < LIMITS.sectionText
    if (fits) last.push(line)
    else packed.push([line])
  }
  return packed.map((each) => section(...each))
}

/** Small grey text. */
export function context(...parts: readonly string[]): ContextBlock {
  return { type: 'context', elements: [mrkdwn(joinWithin(parts, LIMITS.contextText, '  ·  '))] }
}

export function plainText(text: string, limit: number): PlainTextElement {
  return { type: 'plain_text', text: cut(text, limit) || '–', emoji: true }
}

/** A button; its value names a row or a page, nothing more: the row decides what happens. */
export function button(label: string, actionId: string, value: string): Button {
  return {
    type: 'button',
    text: plainText(label, LIMITS.buttonText),
    action_id: actionId,
    value: cut(value, LIMITS.buttonValue),
  }
}

function joinWithin(parts: readonly string[], limit: number, separator = '\n'): string {
  let text = ''
  for (const part of parts) {
    const longer = text === '' ? part : `${text}${separator}${part}`
    if (longer.length > limit - 1) return text === '' ? '…' : `${text}…`
    text = longer
  }
  return text || '–'
}
