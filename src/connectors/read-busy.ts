import { CounterfoilError } from '../domain/errors.ts'
import type { RawValue } from '../domain/record.ts'

const LONGEST_SHOWN = 40

/** Whether the answer to `pauseWhile` means busy: true or a number other than zero. No row, or null, means that it is not. */
export function readBusy(name: string, rows: readonly (readonly RawValue[])[]): boolean {
  if (rows.length > 1 || (rows[0]?.length ?? 1) !== 1) {
    throw unclear(name, `${rows.length} rows of ${rows[0]!.length} columns`)
  }
  const text = rows[0]?.[0] ?? null
  if (text === null || /^(f|false)$/i.test(text)) return false
  if (/^(t|true)$/i.test(text)) return true
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return /[1-9]/.test(text.replace(/e.*/i, ''))
  const cut = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
  throw unclear(name, `"${cut}"`)
}

function unclear(name: string, answer: string): CounterfoilError {
  return new CounterfoilError(
    'source-query',
    `${name}: the query of pauseWhile answered ${answer}, which is neither a boolean nor a number; write one such as: select count(*) > 50 from ...`,
  )
}
