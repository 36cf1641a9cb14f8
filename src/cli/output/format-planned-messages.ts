import { csvRow } from '../../domain/csv-row.ts'
import type { PlannedMessage } from '../../operations/preview-messages.ts'
import { displayText } from './display-value.ts'
import type { Format } from './format.ts'
import { layoutTable, plainCell } from './layout-table.ts'
import { cutText } from './mark-difference.ts'
import { paint, type TableStyle } from './table-style.ts'

const HEADER = ['what', 'channel', 'thread', 'tag', 'text']

/** What would be sent, in one of the formats, in pieces; as JSON a list, with the blocks. */
export function* formatPlannedMessages(
  messages: readonly PlannedMessage[],
  format: Format,
  style: TableStyle,
): Iterable<string> {
  if (format === 'json') {
    const items = messages.map((message) => `\n  ${JSON.stringify(publicMessage(message))}`)
    yield `[${items.join(',')}${items.length > 0 ? '\n' : ''}]\n`
  } else if (format === 'ndjson') {
    for (const message of messages) yield `${JSON.stringify(publicMessage(message))}\n`
  } else if (format === 'csv') {
    yield csvRow(HEADER)
    for (const message of messages) yield csvRow(cellsOf(message, null))
  } else {
    yield formatTable(messages, style)
  }
}

function publicMessage({ message, ...rest }: PlannedMessage): object {
  return { ...rest, text: message.text, blocks: message.blocks }
}

function cellsOf({ action, channel, thread, tag, message }: PlannedMessage, none: string | null) {
  return [action, channel, thread ?? none, tag, message.text]
}

function formatTable(messages: readonly PlannedMessage[], style: TableStyle): string {
  if (messages.length === 0) return 'Nothing would be sent.\n'
  const header = HEADER.map((text) => ({ text, painted: paint(style, 'dim', text) }))
  const rows = messages.map((message) =>
    cellsOf(message, '-').map((text) => plainCell(cutText(displayText(text ?? '-'), 120))),
  )
  return layoutTable([header, ...rows], { indent: '' })
}
