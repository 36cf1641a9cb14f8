const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A duration as it is written in the config (`30s`, `15m`, `1h`, `2d`), in seconds. */
export function seconds(duration: string): number {
  return Number(duration.slice(0, -1)) * SECONDS[duration.at(-1)!]!
}
