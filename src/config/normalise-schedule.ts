import type { RunSchedule, ScheduleEntry } from '../domain/reconciliation.ts'
import type { RunScheduleConfig, ScheduleEntryConfig } from './schedule-schema.ts'
import { seconds } from './seconds.ts'

/** Every entry as it was written, but `deepScan`, which becomes an entry of its own. */
export function normaliseRunSchedule(config: RunScheduleConfig): RunSchedule {
  const entries = entriesOf(config).flatMap(normaliseEntry)
  return {
    zone: entries[0]!.zone,
    ...(entries.some(({ changedOnly }) => changedOnly) ? { changedOnly: true } : {}),
    entries,
  }
}

export function entriesOf(config: RunScheduleConfig | undefined): readonly ScheduleEntryConfig[] {
  if (config === undefined) return []
  return Array.isArray(config) ? config : [config]
}

function normaliseEntry(config: ScheduleEntryConfig): ScheduleEntry[] {
  const said = typeof config === 'string' ? { cron: config } : config
  const rules = {
    zone: said.zone ?? 'UTC',
    ...(said.jitter && seconds(said.jitter) > 0 ? { jitterSeconds: seconds(said.jitter) } : {}),
    ...catchUpOf(said.catchUp),
  }
  const entry = { cron: said.cron.trim(), ...rules, changedOnly: said.changedOnly ?? false }
  return said.deepScan ? [entry, { cron: said.deepScan.trim(), ...rules, changedOnly: false }] : [entry]
}

function catchUpOf(said: Exclude<ScheduleEntryConfig, string>['catchUp']): { catchUpSeconds?: number } {
  if (said === undefined || said === true) return {}
  return { catchUpSeconds: said === false ? 0 : seconds(said) }
}
