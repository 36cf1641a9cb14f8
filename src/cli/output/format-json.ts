import { publicFinding } from '../../domain/public-finding.ts'
import { publicSummary } from '../../domain/public-summary.ts'
import type { Report } from './report.ts'

/** One object, one member and one finding a line; in pieces, so that a million findings need no single text. */
export function* formatJson(report: Report): Iterable<string> {
  const members = Object.entries(publicSummary(report)).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  )
  yield `{\n${members.join('')}`
  yield* jsonList('findings', report.findings.map(publicFinding))
  yield '}\n'
}

/** `"name": [ ... ]` with one item a line. */
export function* jsonList(name: string, items: readonly object[]): Iterable<string> {
  yield `  ${JSON.stringify(name)}: [`
  for (const [index, item] of items.entries()) {
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(item)}`
  }
  yield items.length === 0 ? ']\n' : '\n  ]\n'
}
