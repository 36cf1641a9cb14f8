import { type Logger, LogLevel } from '@slack/bolt'
import type { Log } from '../domain/log.ts'

/** Slack's libraries write through our log. Their debug level prints payloads, with record values in them: it stays off. */
export function slackLogger(log: Log): Logger {
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'slack' }, parts.map(describe).join(' '))
  return {
    debug() {},
    // What they call information (connected, disconnected) is detail to us.
    info: (...parts) => log.debug({ from: 'slack' }, parts.map(describe).join(' ')),
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  }
}

/** Error objects of requests carry their arguments: only the message is written. */
function describe(part: unknown): string {
  if (part instanceof Error) return `${part.name}: ${part.message}`
  return typeof part === 'string' ? part : ''
}
