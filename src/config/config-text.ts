import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { explainSyntax } from './explain-syntax.ts'
import { type ConfigPath, displayPath, type Problem } from './problem.ts'

/** The text of a config file with every value's place in it. */
export interface ConfigText {
  readonly document: Document.Parsed
  /** What the YAML itself breaks; with any of these nothing else can be said. */
  readonly problems: readonly Problem[]
  /** A value as it stands in the file, before `${ENV}` is filled in, short and on one line; null where there is none. */
  written(path: ConfigPath): string | null
  /** The whole of such a text; may hold secrets, never to be printed. */
  literal(path: ConfigPath): string | null
  /** One line for people: `file:line:column path: sentence`. */
  describe(problem: Problem): string
  /** For putting problems in the order of the file. */
  offset(problem: Problem): number
}

/** Reads YAML, keeping the place of every value. `file` is what messages call it. */
export function readConfigText(file: string, text: string): ConfigText {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
  })
  const offset = (problem: Problem) => problem.offset ?? locate(document, problem.path).keyOffset
  return {
    document,
    problems: explainSyntax(document, text),
    written: (path) => shorten(literalText(locate(document, path).node, text)),
    literal: (path) => literalText(locate(document, path).node, text),
    describe: (problem) => {
      const { line, col } = lines.linePos(offset(problem))
      const path = displayPath(problem.path)
      return `${file}:${line}:${col}${path ? ` ${path}` : ''}: ${problem.sentence}`
    },
    offset,
  }
}

/** The node at a path and where it begins; for a path that leads nowhere, the last place on the way. */
function locate(document: Document.Parsed, path: ConfigPath): { node: Node | null; keyOffset: number } {
  let node: Node | null = document.contents
  let keyOffset = node?.range?.[0] ?? 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null
    const child = childOf(node, step)
    if (!child) return { node: null, keyOffset }
    node = child.node
    keyOffset = child.offset
  }
  return { node: isAlias(node) ? (node.resolve(document) ?? null) : node, keyOffset }
}

function childOf(node: Node | null, step: string | number): { node: Node | null; offset: number } | null {
  if (isSeq(node)) {
    const item = node.items[Number(step)] as Node | undefined
    return item ? { node: item, offset: item.range?.[0] ?? 0 } : null
  }
  if (!isMap(node)) return null
  // Of a key that stands twice, the last one counts.
  const pair = node.items.findLast(
    (candidate) => isScalar(candidate.key) && String(candidate.key.value) === String(step),
  )
  if (!pair) return null
  return { node: pair.value as Node | null, offset: (pair.key as Node).range?.[0] ?? 0 }
}

function literalText(node: Node | null, text: string): string | null {
  if (!isScalar(node) || !node.range) return null
  return text.slice(node.range[0], node.range[1]).replace(/^(["'])(.*)\1$/s, '$2')
}

const LONGEST = 60

function shorten(literal: string | null): string | null {
  const line = literal?.replace(/\s+/g, ' ') ?? null
  return line !== null && line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
