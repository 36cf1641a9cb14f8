import { type Document, visit, type YAMLError } from 'yaml'
import type { Problem } from './problem.ts'

/** What is wrong with the YAML itself, at most one problem a line, in words that never quote the file. */
export function explainSyntax(document: Document.Parsed, text: string): Problem[] {
  if (document.errors.length > 0 || document.warnings.length > 0) {
    return firstOfEachLine([...document.errors, ...document.warnings], text)
  }
  if (document.contents === null) return [{ path: [], offset: 0, sentence: EMPTY }]
  return danglingAliases(document)
}

const EMPTY =
  'the file is empty: write sources and reconciliations, or let `counterfoil init` write an example'

function firstOfEachLine(errors: readonly YAMLError[], text: string): Problem[] {
  const seen = new Set<number>()
  const problems: Problem[] = []
  for (const error of errors) {
    const line = text.slice(0, error.pos[0]).split('\n').length
    if (seen.has(line)) continue
    seen.add(line)
    problems.push({
      path: [],
      offset: error.pos[0],
      sentence: explain(error, text.split('\n')[line - 1] ?? ''),
    })
  }
  return problems
}

const SENTENCES: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'a tab begins the line: indent with spaces',
  BAD_INDENT: 'the indentation does not fit, or a bracket is not closed: line keys up with those beside them',
  BAD_SCALAR_START: 'a value begins with a sign that YAML reserves (@, ` or %): put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " in one line: put the value in quotes',
  MULTILINE_IMPLICIT_KEY:
    'a line without ": ", or a value that goes on over lines: write key: value, or quote it',
  MULTIPLE_DOCS: 'a second document begins here: write one document a file, without "---"',
  BAD_DQ_ESCAPE: 'an unknown \\ escape: write \\\\ for a backslash, or use single quotes',
  TAG_RESOLVE_FAILED: 'a "!" tag is not known here: remove it, or put the value in quotes',
  BAD_ALIAS: 'a value that begins with * or & is an alias: put it in quotes',
}

function explain(error: YAMLError, line: string): string {
  const unquotedVariable = /\{[^"']*\$\{/.test(line)
  if (unquotedVariable) return 'the YAML cannot be read: put quotes around "${...}" inside { }'
  if (/quote/.test(error.message)) return 'a quote is not closed: end the text with the quote it began with'
  if (error.code === 'MISSING_CHAR')
    return 'something is missing here, such as ": ", "," or a closing bracket'
  return SENTENCES[error.code] ?? 'the YAML cannot be read here: check indentation, quotes and brackets'
}

function danglingAliases(document: Document.Parsed): Problem[] {
  const problems: Problem[] = []
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return
      const sentence = `no "&${alias.source}" stands before this alias: write the anchor first, or put "*${alias.source}" in quotes`
      problems.push({ path: [], offset: alias.range?.[0] ?? 0, sentence })
    },
  })
  return problems
}
