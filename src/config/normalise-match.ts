import type { Severity } from '../domain/finding.ts'
import type { MatchRules } from '../domain/match-rules.ts'
import type { MatchConfig } from './match-schema.ts'

const MILLION = 1_000_000

export function normaliseMatch(config: MatchConfig, missing: Severity): MatchRules {
  return {
    blocking: config.blocking.map((fields) => (typeof fields === 'string' ? [fields] : fields)),
    fields: Object.entries(config.fields).map(([field, { similarity, weight }]) => ({
      field,
      similarity: similarity ?? 'exact',
      weight: weight ?? 1,
    })),
    thresholdMillionths: Math.round((config.threshold ?? 0.9) * MILLION),
    marginMillionths: Math.round((config.margin ?? 0.05) * MILLION),
    maxPairs: config.maxPairs ?? 100_000,
    severity: config.severity ?? missing,
  }
}
