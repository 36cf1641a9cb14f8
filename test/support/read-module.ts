import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

/** What the house rules look at in one source file. */
export interface SourceModule {
  /** From the top of the checkout: `src/engine/index.ts`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  readonly functions: readonly FunctionSize[]
  /** Uses of `any`, `process.env`, `console`, with their lines. */
  readonly uses: readonly { readonly what: 'any' | 'process.env' | 'console'; readonly line: number }[]
}

export interface Import {
  /** As written: `./merge.ts`, `node:fs`. */
  readonly specifier: string
  /** Path of the imported file of ours, or null for a package. */
  readonly path: string | null
  readonly line: number
}

export interface FunctionSize {
  readonly name: string
  readonly line: number
  readonly lines: number
  readonly parameters: number
}

interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

/** Reads one file with a real parser; type imports and `import()` count like any other import. */
export function readModule(path: string, text: string): SourceModule {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  const imports: Import[] = []
  const functions: FunctionSize[] = []
  const uses: SourceModule['uses'][number][] = []
  const lineOf = (offset: number) => countLines(text.slice(0, offset))
  walk(program as unknown as SyntaxNode, null, (node, parent) => {
    const line = lineOf(node.start)
    const specifier = importedFrom(node)
    if (specifier !== null) imports.push({ specifier, path: resolveImport(path, specifier), line })
    const what = usedBy(node)
    if (what !== null) uses.push({ what, line })
    if (FUNCTIONS.has(node.type)) {
      const lines = lineOf(node.end) - line + 1
      functions.push({ name: functionName(node, parent), line, lines, parameters: parameterCount(node) })
    }
  })
  return { path, lines: countLines(text.replace(/\n$/, '')), imports, functions, uses }
}

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'TSDeclareFunction',
])

function walk(
  node: SyntaxNode,
  parent: SyntaxNode | null,
  visit: (node: SyntaxNode, parent: SyntaxNode | null) => void,
): void {
  visit(node, parent)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, node, visit)
    }
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
}

const IMPORTS = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function importedFrom(node: SyntaxNode): string | null {
  if (!IMPORTS.has(node.type)) return null
  const source = node.source as { value?: unknown } | null | undefined
  return typeof source?.value === 'string' ? source.value : null
}

function resolveImport(path: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null
}

function usedBy(node: SyntaxNode): 'any' | 'process.env' | 'console' | null {
  if (node.type === 'TSAnyKeyword') return 'any'
  if (node.type === 'ImportDeclaration' && /^(node:)?process$/.test(importedFrom(node)!)) return 'process.env'
  if (node.type !== 'MemberExpression') return null
  const owner = nameOf(node.object)
  if (owner === 'console') return 'console'
  return owner === 'process' && nameOf(node.property) === 'env' ? 'process.env' : null
}

function nameOf(node: unknown): string | null {
  const { name, value } = (node ?? {}) as { name?: unknown; value?: unknown }
  return typeof name === 'string' ? name : typeof value === 'string' ? value : null
}

function functionName(node: SyntaxNode, parent: SyntaxNode | null): string {
  return nameOf(node.id) ?? nameOf(parent?.key) ?? nameOf(parent?.id) ?? 'a function'
}

function parameterCount(node: SyntaxNode): number {
  const parameters = node.params as readonly unknown[]
  return parameters.filter((parameter) => nameOf(parameter) !== 'this').length
}

function countLines(text: string): number {
  return text.split('\n').length
}
