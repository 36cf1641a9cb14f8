import { isFedByEvents } from '../domain/event-records.ts'
import { plainField } from '../domain/plain-field.ts'
import {
  type ChangeRules,
  type Field,
  type LikelyCorrect,
  type LikelyCorrectRule,
  type Reconciliation,
  type Side,
  type SideEvents,
  type Tolerance,
  USUAL_CHANGES,
} from '../domain/reconciliation.ts'
import type { Budget } from '../domain/run-part.ts'
import type { Retention, Settings } from '../domain/settings.ts'
import { needsSweep } from '../domain/side-changes.ts'
import type { BudgetConfig } from './budget-schema.ts'
import { normaliseCauses } from './causes-schema.ts'
import { normaliseSideChanges } from './changes-schema.ts'
import { normaliseGuard } from './guard-schema.ts'
import { normaliseHttp } from './http-schema.ts'
import { normaliseIncidents } from './incidents-schema.ts'
import { keyColumns } from './key-columns.ts'
import { normaliseExpect } from './normalise-expect.ts'
import { normaliseKeyRules, normaliseVia } from './normalise-keys.ts'
import { normaliseMatch } from './normalise-match.ts'
import { normaliseNotify, shareDigests } from './normalise-notify.ts'
import { normaliseRemedies } from './normalise-remedies.ts'
import { normaliseRunSchedule } from './normalise-schedule.ts'
import { normaliseSource } from './normalise-source.ts'
import { plainDecimal } from './plain-decimal.ts'
import type { RetentionConfig } from './retention-schema.ts'
import { normaliseRoutes } from './routes-schema.ts'
import { seconds } from './seconds.ts'
import type {
  ConfigFile,
  FieldConfig,
  LikelyCorrectConfig,
  ReconciliationConfig,
  SideConfig,
} from './settings-schema.ts'
import { normaliseTriage } from './triage-schema.ts'

/** Fills every default of a config that was found right. `folder`: what relative file paths begin from. */
export function normaliseSettings(config: ConfigFile, folder: string): Settings {
  const sources = Object.entries(config.sources).map(
    ([name, source]) => [name, normaliseSource(source, folder)] as const,
  )
  return {
    sources: Object.fromEntries(sources),
    reconciliations: shareDigests(
      Object.entries(config.reconciliations).map(([name, one]) =>
        withFedSides(normaliseReconciliation(name, one), config.sources),
      ),
      (name) => config.reconciliations[name]?.notify,
    ),
    ...(config.retention ? { retention: normaliseRetention(config.retention) } : {}),
    ...(config.stop?.within ? { stopWithinSeconds: seconds(config.stop.within) } : {}),
    ...(config.http ? { http: normaliseHttp(config.http) } : {}),
    ...(config.incidents ? { incidents: normaliseIncidents(config.incidents) } : {}),
  }
}

/** A side that events tell of is found by its own name: many may have the same source. */
function withFedSides(reconciliation: Reconciliation, sources: ConfigFile['sources']): Reconciliation {
  const sides = reconciliation.sides.map((side) =>
    isFedByEvents(sources[side.source]?.type)
      ? {
          ...side,
          location: { ...side.location, fedAs: { reconciliation: reconciliation.name, side: side.name } },
        }
      : side,
  )
  return { ...reconciliation, sides }
}

function normaliseRetention({ resolved, runs }: RetentionConfig): Retention {
  return {
    ...(resolved === undefined ? {} : { resolvedSeconds: seconds(resolved) }),
    ...(runs === undefined ? {} : { runsSeconds: seconds(runs) }),
    policy: JSON.stringify({ resolved, runs }),
  }
}

function normaliseReconciliation(name: string, config: ReconciliationConfig): Reconciliation {
  const fieldNames = Object.keys(config.fields)
  const sides = Object.entries(config.sides).map(([side, rules]) => normaliseSide(side, rules, fieldNames))
  const schedule = config.schedule === undefined ? null : normaliseRunSchedule(config.schedule)
  return {
    name,
    title: config.title ?? name,
    sides,
    keyNames: sides[0]!.keyColumns,
    keyRules: normaliseKeyRules(config),
    fields: Object.entries(config.fields).map(([field, rules]) => normaliseField(field, rules)),
    missing: {
      severity: config.missing?.severity ?? 'high',
      graceSeconds: seconds(config.missing?.grace ?? '0s'),
    },
    likelyCorrect: normaliseLikelyCorrect(config.likelyCorrect),
    ...(config.match ? { match: normaliseMatch(config.match, config.missing?.severity ?? 'high') } : {}),
    schedule,
    candidates: config.candidates ?? 'auto',
    ...(config.budget ? { budget: normaliseBudget(config.budget) } : {}),
    ...(config.expectWithin ? { expectWithinSeconds: seconds(config.expectWithin) } : {}),
    ...(config.settle ? { settleSeconds: seconds(config.settle) } : {}),
    guard: normaliseGuard(config.guard),
    ...(config.shadow ? { shadow: true } : {}),
    ...(config.changes || schedule?.changedOnly || sides.some((side) => side.changes)
      ? { changes: normaliseChanges(config.changes ?? {}, sides) }
      : {}),
    notify: normaliseNotify(config.notify ?? {}, schedule?.zone ?? 'UTC'),
    ...(config.routes ? { routes: normaliseRoutes(config.routes) } : {}),
    ...(config.causes === undefined ? {} : { causes: normaliseCauses(config.causes) }),
    ...(config.remedies ? { remedies: normaliseRemedies(config.remedies) } : {}),
    triage: normaliseTriage(config.triage),
  }
}

function normaliseSide(name: string, config: SideConfig, fieldNames: readonly string[]): Side {
  const columnOf = (field: string) => {
    const column = config.columns?.[field]
    return column === undefined ? field : column
  }
  return {
    name,
    source: config.source,
    location: { table: config.table ?? null, query: config.query ?? null, where: config.where ?? null },
    keyColumns: keyColumns(config),
    via: config.via ? normaliseVia(config.via) : null,
    columns: Object.fromEntries(fieldNames.map((field) => [field, columnOf(field)])),
    updatedAt: config.updatedAt ?? null,
    ...(config.changes ? { changes: normaliseSideChanges(config.changes) } : {}),
    dateColumn: config.dateColumn ?? null,
    optional: config.optional ?? false,
    ...(config.groupBy ? { groupBy: { aggregates: config.groupBy, partsColumn: config.parts ?? null } } : {}),
    ...(config.expect ? { expect: normaliseExpect(config.expect) } : {}),
    ...(config.events ? { events: normaliseEvents(config.events) } : {}),
  }
}

function normaliseEvents(events: NonNullable<SideConfig['events']>): SideEvents {
  return { source: events.source, key: keyColumns(events), at: events.at ?? null }
}

function normaliseField(name: string, config: ReconciliationConfig['fields'][string]): Field {
  const rules: FieldConfig = typeof config === 'string' ? { type: config } : (config ?? {})
  const plain = plainField(name)
  return {
    name,
    type: rules.type ?? plain.type,
    emptyIsNull: rules.emptyIsNull ?? plain.emptyIsNull,
    trim: rules.trim ?? plain.trim,
    keep: rules.keep ?? plain.keep,
    ignoreCase: rules.ignoreCase ?? plain.ignoreCase,
    map: rules.map ?? plain.map,
    nulls: rules.nulls ?? plain.nulls,
    tolerance: rules.tolerance === undefined ? plain.tolerance : parseTolerance(String(rules.tolerance)),
    lagSeconds: rules.lag === undefined ? plain.lagSeconds : seconds(rules.lag),
    zone: rules.zone ?? plain.zone,
    severity: rules.severity ?? plain.severity,
    sensitive: rules.sensitive ?? plain.sensitive,
    total: rules.total ?? plain.total,
  }
}

function parseTolerance(text: string): Tolerance {
  const [, amount, percent] = /^(.*?)\s*(%?)$/.exec(text)!
  const exact = plainDecimal(amount!)
  return percent ? { kind: 'percent', percent: exact } : { kind: 'absolute', amount: exact }
}

function normaliseLikelyCorrect(config: ReconciliationConfig['likelyCorrect']): LikelyCorrect {
  if (config === undefined) return { default: null, byField: {} }
  if (typeof config === 'string' || Array.isArray(config))
    return { default: normaliseRule(config), byField: {} }
  const byField = Object.entries(config).filter(([field]) => field !== 'default')
  return {
    default: config.default === undefined ? null : normaliseRule(config.default),
    byField: Object.fromEntries(byField.map(([field, rule]) => [field, normaliseRule(rule)])),
  }
}

function normaliseRule(rule: LikelyCorrectConfig): LikelyCorrectRule {
  if (rule === 'latest' || rule === 'majority') return { kind: rule }
  return { kind: 'order', sides: typeof rule === 'string' ? [rule] : rule }
}

function normaliseBudget({ time, rows, findings }: BudgetConfig): Budget {
  return {
    ...(time === undefined ? {} : { timeSeconds: seconds(time) }),
    ...(rows === undefined ? {} : { rows }),
    ...(findings === undefined ? {} : { findings }),
  }
}

function normaliseChanges(
  { overlap, sweep }: NonNullable<ReconciliationConfig['changes']>,
  sides: readonly Side[],
): ChangeRules {
  return {
    overlapSeconds: overlap === undefined ? USUAL_CHANGES.overlapSeconds : seconds(overlap),
    sweep: sweep ?? needsSweep(sides),
  }
}
