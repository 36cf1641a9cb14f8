import type { Problem } from './problem.ts'
import { seconds } from './seconds.ts'

/** A wait that outlasts the statement that waits would be told as a statement that took too long. */
export function checkPauses(value: unknown): Problem[] {
  if (!isRecord(value) || !isRecord(value.sources)) return []
  return Object.entries(value.sources).flatMap(([name, source]) => {
    if (!isRecord(source) || !isRecord(source.pauseWhile)) return []
    const [atMost, timeout] = [source.pauseWhile.atMost, source.statementTimeout ?? '1h']
    if (!isDuration(atMost) || !isDuration(timeout)) return []
    if (seconds(timeout) === 0 || seconds(atMost) < seconds(timeout)) return []
    const sentence = `${atMost} is not shorter than the statementTimeout of ${timeout}, and waiting counts as time of a statement: write less, or raise statementTimeout`
    return [{ path: ['sources', name, 'pauseWhile', 'atMost'], sentence }]
  })
}

function isDuration(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,6}[smhd]$/.test(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
