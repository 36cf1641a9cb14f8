/** What the rooms log through; `app.ts` hands in pino, tests hand in a collector. Never pass record values. */
export interface Log {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}
