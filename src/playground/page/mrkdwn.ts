/** A piece of a line of Slack's mrkdwn. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'user' | 'channel' | 'group' | 'broadcast'; readonly id: string; readonly label: string }
  | {
      readonly kind: 'date'
      readonly seconds: number
      readonly format: string
      readonly url: string | null
      readonly label: string
    }

/** A paragraph, a quote, or a block of code. */
export type Passage =
  | { readonly kind: 'lines' | 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'pre'; readonly text: string }

const MARKS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = {
  '*': 'bold',
  _: 'italic',
  '~': 'strike',
}

/** Reads Slack's mrkdwn into passages; whatever is not markup stays as it is. */
export function parseMrkdwn(source: string): Passage[] {
  return source.split(/```/).flatMap((piece, index, pieces): Passage[] => {
    const closed = index < pieces.length - 1
    if (index % 2 === 1 && closed) return [{ kind: 'pre', text: plain(piece.replace(/^\n|\n$/g, '')) }]
    const text = index % 2 === 1 ? `\`\`\`${piece}` : piece
    return text === '' ? [] : parsePassages(text)
  })
}

/** Reads what may stand within one line. */
export function parseInline(source: string): Inline[] {
  const found: Inline[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const piece = takePiece(source, at)
    if (piece === null) {
      text += source[at]
      at += 1
      continue
    }
    if (text !== '') found.push({ kind: 'text', text: unescaped(text) })
    text = ''
    found.push(piece.inline)
    at = piece.end
  }
  if (text !== '') found.push({ kind: 'text', text: unescaped(text) })
  return found
}

function parsePassages(text: string): Passage[] {
  const passages: { kind: 'lines' | 'quote'; lines: Inline[][] }[] = []
  for (const line of text.replace(/^\n/, '').replace(/\n$/, '').split('\n')) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)
    const kind = quoted === null ? 'lines' : 'quote'
    const last = passages.at(-1)
    const parsed = parseInline(quoted?.[1] ?? line)
    if (last?.kind === kind) last.lines.push(parsed)
    else passages.push({ kind, lines: [parsed] })
  }
  return passages
}

interface Piece {
  readonly inline: Inline
  readonly end: number
}

function takePiece(source: string, at: number): Piece | null {
  const character = source[at] ?? ''
  if (character === '<') return takeAngle(source, at)
  if (character === '`') return takeCode(source, at)
  if (character === ':') return takeEmoji(source, at)
  const kind = MARKS[character]
  return kind === undefined ? null : takeMark(source, at, kind)
}

function takeCode(source: string, at: number): Piece | null {
  const end = source.indexOf('`', at + 1)
  if (end <= at + 1) return null
  return { inline: { kind: 'code', text: plain(source.slice(at + 1, end)) }, end: end + 1 }
}

function takeEmoji(source: string, at: number): Piece | null {
  // A name has a letter in it (or is +1, -1): 10:30:15 is a time.
  const match = /^:(?=[+-]1:|[^:]*[a-z])([a-z0-9_+'-]{1,60})(?:::skin-tone-\d)?:/i.exec(
    source.slice(at, at + 80),
  )
  if (match === null) return null
  return { inline: { kind: 'emoji', name: (match[1] ?? '').toLowerCase() }, end: at + match[0].length }
}

/** Bold, italic and strike need a word's edge outside and no space inside, as in Slack. */
function takeMark(source: string, at: number, kind: 'bold' | 'italic' | 'strike'): Piece | null {
  const mark = source[at] ?? ''
  if (/[\p{L}\p{N}]/u.test(source[at - 1] ?? '') || /\s|^$/.test(source[at + 1] ?? '')) return null
  for (let end = source.indexOf(mark, at + 2); end !== -1; end = source.indexOf(mark, end + 1)) {
    const inner = source[end - 1] ?? ''
    const outer = source[end + 1] ?? ''
    if (/\s/.test(inner) || inner === mark || /[\p{L}\p{N}]/u.test(outer)) continue
    return { inline: { kind, children: parseInline(source.slice(at + 1, end)) }, end: end + 1 }
  }
  return null
}

function takeAngle(source: string, at: number): Piece | null {
  const end = source.indexOf('>', at)
  if (end === -1) return null
  const inline = readAngle(source.slice(at + 1, end))
  return inline === null ? null : { inline, end: end + 1 }
}

function readAngle(inside: string): Inline | null {
  const [target = '', ...labels] = inside.split('|')
  const label = unescaped(labels.join('|'))
  const rest = target.slice(1)
  if (target.startsWith('@')) return { kind: 'user', id: rest, label }
  if (target.startsWith('#')) return { kind: 'channel', id: rest, label }
  if (target.startsWith('!date^')) return readDate(target, label)
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), label }
  if (target.startsWith('!')) return { kind: 'broadcast', id: rest, label }
  if (!/^(https?:|mailto:|tel:)/i.test(target)) return null
  return { kind: 'link', url: unescaped(target), label: label || unescaped(target).replace(/^mailto:/, '') }
}

function readDate(target: string, label: string): Inline | null {
  const [, seconds = '', format = '', url = null] = target.split('^')
  if (!/^\d+$/.test(seconds)) return null
  return { kind: 'date', seconds: Number(seconds), format, url, label }
}

/** Code shows links as they were written, without the angle brackets. */
function plain(text: string): string {
  return unescaped(text.replace(/<(?:[^|>]*\|)?([^>]*)>/g, '$1'))
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
