import { checkDigests } from './check-digests.ts'
import { checkHttp } from './check-http.ts'
import { checkIncidents } from './check-incidents.ts'
import { checkPauses } from './check-pauses.ts'
import { checkRemedySecrets } from './check-remedy-secrets.ts'
import { checkSlots } from './check-slots.ts'
import type { ConfigText } from './config-text.ts'
import { crossCheck } from './cross-check.ts'
import { type Explained, explainIssues } from './explain-issues.ts'
import { knownKeys } from './known-keys.ts'
import type { ConfigPath, Problem } from './problem.ts'
import { ConfigFile, ReconciliationConfig } from './settings-schema.ts'
import { checkSourceUrls } from './source-urls.ts'

/** Checks every value by itself and all of them together; the config is null when anything is refused. */
export function checkConfig(
  value: unknown,
  text: ConfigText,
): { config: ConfigFile | null; problems: readonly Problem[] } {
  const parsed = ConfigFile.safeParse(value)
  const explained: Explained = {
    value,
    written: text.written,
    knownKeys: (path) => knownKeys(path, valueAt(value, [...path, 'type'])),
  }
  const problems = explainIssues(parsed.error?.issues ?? [], [], explained)
  const wrong = problems.map(({ path }) => path)
  problems.push(...crossCheckAll(value, wrong), ...emptySections(value))
  problems.push(
    ...checkSourceUrls(value, text),
    ...checkPauses(value),
    ...checkDigests(value),
    ...checkSlots(value),
    ...checkHttp(value),
    ...checkIncidents(value, text),
    ...checkRemedySecrets(value, text),
  )

  return {
    config: problems.length === 0 ? (parsed.data ?? null) : null,
    problems: firstAtEachPlace(problems),
  }
}

function emptySections(value: unknown): Problem[] {
  return ['sources', 'reconciliations']
    .filter(
      (section) => isRecord(value) && isRecord(value[section]) && Object.keys(value[section]).length === 0,
    )
    .map((section) => ({ path: [section], sentence: 'nothing stands here: write at least one' }))
}

/**
 * Names and rules of a reconciliation are checked even where some of its values are wrong, so that all problems show
 * at once: the wrong values are left out, unless a whole side or field is among them.
 */
function crossCheckAll(value: unknown, wrong: readonly ConfigPath[]): Problem[] {
  if (!isRecord(value) || !isRecord(value.reconciliations)) return []
  const sources = isRecord(value.sources) ? value.sources : {}
  const sourceTypes = Object.fromEntries(
    Object.entries(sources).map(([name, source]) => [name, isRecord(source) ? String(source.type) : '']),
  )
  const incidents = isRecord(value.incidents) ? Object.keys(value.incidents) : []
  return Object.entries(value.reconciliations).flatMap(([name, config]) => {
    const inside = wrong
      .filter((path) => path[0] === 'reconciliations' && path[1] === name)
      .map((path) => path.slice(2))
    const salvaged = ReconciliationConfig.safeParse(without(config, inside))
    return salvaged.success ? crossCheck({ name, config: salvaged.data, sourceTypes, incidents }) : []
  })
}

/** A copy that lacks the values at these paths; undefined when one of them carries others. */
function without(config: unknown, paths: readonly ConfigPath[]): unknown {
  if (!isRecord(config)) return undefined
  const copy = structuredClone(config)
  for (const path of paths) {
    const parent = valueAt(copy, path.slice(0, -1))
    const carriesOthers = path.length < 3 && (path[0] === 'sides' || path[0] === 'fields')
    if (carriesOthers || !isRecord(parent)) return undefined
    delete parent[String(path.at(-1))]
  }
  return copy
}

function firstAtEachPlace(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems.filter(({ path }) => {
    const place = JSON.stringify(path)
    return !seen.has(place) && Boolean(seen.add(place))
  })
}

function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((current, step) => (isRecord(current) ? current[step] : undefined), value)
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null
}
