import { CounterfoilError } from '../domain/errors.ts'
import { fillCall } from '../domain/fill-call.ts'
import type { WordFacts, WordValues } from '../tracker/remedy-values.ts'

/** A part of what a remedy sends, for people. `isSensitive`: to be masked. */
export interface ShownPart {
  readonly label: string
  readonly text: string
  readonly isSensitive: boolean
}

/** What a remedy sends, without its headers. */
export function showRemedy({ action }: WordFacts, { values, sensitive }: WordValues): readonly ShownPart[] {
  if (action.type === 'sql')
    return [
      { label: 'Statement', text: action.statement, isSensitive: false },
      ...Object.entries(values).map(([word, value]) => ({
        label: `:${word}`,
        text: value ?? 'null',
        isSensitive: sensitive.has(word),
      })),
    ]
  const { method, timeoutSeconds } = action.call
  // Both are known only when it is sent.
  const later = { attempt: '…', by: '…', ...values }
  const isSensitive = sensitive.size > 0
  const template = { ...action.call, headers: {}, timeoutSeconds }
  try {
    const { url, body } = fillCall(template, later)
    return [
      { label: 'Call', text: `${method} ${withoutLogin(url)}`, isSensitive },
      ...(body === null ? [] : [{ label: 'Body', text: body, isSensitive }]),
    ]
  } catch (error) {
    if (!(error instanceof CounterfoilError)) throw error
    return [{ label: 'Call', text: `${method}: ${error.message}`, isSensitive: false }]
  }
}

function withoutLogin(url: string): string {
  const parsed = new URL(url)
  parsed.username = ''
  parsed.password = ''
  return parsed.href
}
