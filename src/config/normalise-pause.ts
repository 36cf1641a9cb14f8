import type { PauseRule } from '../domain/settings.ts'
import { seconds } from './seconds.ts'
import type { SourceConfig } from './source-schema.ts'

type Pausing = Pick<Extract<SourceConfig, { type: 'postgres' | 'mysql' }>, 'statementTimeout' | 'pauseWhile'>

const USUAL = { everySeconds: 10, atMostSeconds: 900 } as const

export function statementTimeoutSeconds({ statementTimeout }: Pausing): number {
  return seconds(statementTimeout ?? '1h')
}

/** Unless it is said, a wait is over before the server gives up the statement that waits. */
export function normalisePause(source: Pausing): { readonly pauseWhile?: PauseRule } {
  const { pauseWhile } = source
  if (pauseWhile === undefined) return {}
  const rule = typeof pauseWhile === 'string' ? { query: pauseWhile } : pauseWhile
  const timeout = statementTimeoutSeconds(source)
  const atMostSeconds = timeout > 0 ? Math.min(USUAL.atMostSeconds, timeout / 2) : USUAL.atMostSeconds
  return {
    pauseWhile: {
      query: rule.query,
      everySeconds: rule.every === undefined ? USUAL.everySeconds : seconds(rule.every),
      atMostSeconds: rule.atMost === undefined ? atMostSeconds : seconds(rule.atMost),
    },
  }
}
