/** Which server reads it: they differ in what is a string and what is a comment. */
export type SqlDialect = 'postgres' | 'mysql'

/** One statement that changes records, cut at its named parameters: `pieces[0] :words[0] pieces[1]` and so on. */
export interface SqlStatement {
  readonly verb: 'insert' | 'update' | 'delete'
  /** One more than `words`. */
  readonly pieces: readonly string[]
  /** The parameters in their order, without colons; one may stand there twice. */
  readonly words: readonly string[]
}

/** Reads a statement of a remedy, or says what is wrong with it and what to write. Quotes no more of it than a word. */
export function parseStatement(
  text: string,
  dialect: SqlDialect,
): SqlStatement | { readonly problem: string } {
  const pieces: string[] = []
  const words: string[] = []
  let piece = ''
  // The same without strings and comments: what the server takes for words of its own.
  let bare = ''
  let isOver = false
  for (const { 0: token, groups = {} } of text.matchAll(TOKENS[dialect])) {
    const { blank, quoted, word } = groups
    const problem = whyNotHere(token, groups, isOver)
    if (problem !== null) return { problem }
    isOver ||= token === ';'
    if (isOver) continue
    bare += [blank, quoted, word].some((each) => each !== undefined) ? ' ' : token
    if (word === undefined) piece += token
    else {
      pieces.push(piece)
      words.push(word.slice(1))
      piece = ''
    }
  }
  const problem = whyNot(bare)
  return problem === null ? { verb: verbOf(bare), pieces: [...pieces, piece.trimEnd()], words } : { problem }
}

const TOKENS: Readonly<Record<SqlDialect, RegExp>> = {
  postgres: tokens({
    // A comment that holds another one is not read as one.
    blank: String.raw`\s+|--[^\n]*|/\*(?:(?!/\*|\*/)[\s\S])*\*/`,
    quoted: String.raw`[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$`,
    place: String.raw`\$\d+`,
    open: String.raw`/\*|['"]|\$(?:[A-Za-z_]\w*)?\$`,
  }),
  mysql: tokens({
    blank: String.raw`\s+|--(?=\s)[^\n]*|--$|#[^\n]*|/\*[\s\S]*?\*/`,
    quoted: String.raw`'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60`,
    place: String.raw`\?`,
    open: String.raw`/\*|['"\x60]`,
  }),
}

/** After what differs comes what all servers read alike: parameters, casts, names and numbers, and single signs. */
function tokens(kinds: Readonly<Record<'blank' | 'quoted' | 'place' | 'open', string>>): RegExp {
  const own = Object.entries(kinds).map(([kind, pattern]) => `(?<${kind}>${pattern})`)
  const word = String.raw`(?<word>:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)`
  const rest = String.raw`::|:=|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d+|[\s\S]`
  return new RegExp([...own, word, rest].join('|'), 'g')
}

function whyNotHere(
  token: string,
  { blank, place, open }: Readonly<Record<string, string | undefined>>,
  isOver: boolean,
): string | null {
  if (blank?.startsWith('/*!')) return 'the server runs what stands in /*! */: write it without'
  if (isOver && blank === undefined && token !== ';')
    return 'it is more than one statement: write one here, and the other as a remedy of its own'
  if (open !== undefined) return `${open} begins what does not end: close it`
  return place === undefined ? null : `nobody fills in "${place}": write a word such as :seen`
}

function whyNot(bare: string): string | null {
  const verb = verbOf(bare)
  if (!['insert', 'update', 'delete'].includes(verb))
    return 'it is no change of one record: write one insert, update or delete'
  if (/\bdo\s+update\b|\bon\s+duplicate\s+key\b/i.test(bare))
    return 'it would write over a record that came meanwhile: write a plain insert'
  return null
}

function verbOf(bare: string): SqlStatement['verb'] {
  return (/^\s*(\w*)/.exec(bare)?.[1] ?? '').toLowerCase() as SqlStatement['verb']
}
