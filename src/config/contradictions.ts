import type { FieldType } from '../domain/record.ts'
import type { ConfigPath, Problem } from './problem.ts'
import type { FieldConfig, ReconciliationConfig } from './settings-schema.ts'

/** Rules of one reconciliation that cannot both be meant. */
export function contradictions(config: ReconciliationConfig): Problem[] {
  const fields = Object.entries(config.fields).flatMap(([name, field]) => {
    const rules = typeof field === 'string' || field === null ? {} : field
    return [...checkTypes(name, rules), ...checkPresence(name, config)]
  })
  return [...fields, ...checkAges(config), ...checkLatest(config), ...checkNotify(config)]
}

/** Which rules need which types; an unsaid type is checked when the columns are known. */
const NEEDS: readonly { rule: keyof FieldConfig; types: readonly FieldType[] }[] = [
  { rule: 'tolerance', types: ['integer', 'decimal'] },
  { rule: 'total', types: ['integer', 'decimal'] },
  { rule: 'lag', types: ['timestamp'] },
  { rule: 'zone', types: ['timestamp'] },
  { rule: 'ignoreCase', types: ['text'] },
]

function checkTypes(name: string, rules: FieldConfig): Problem[] {
  const path = ['fields', name]
  const type = rules.type
  const problems: Problem[] = NEEDS.filter(
    ({ rule, types }) => type !== undefined && isSaid(rules[rule]) && !types.includes(type),
  ).map(({ rule, types }) => ({
    path: [...path, rule],
    sentence: `a field of type ${type} has no ${rule}: write type: ${types.join(' or ')}, or remove ${rule}`,
  }))
  if (type === undefined && rules.tolerance !== undefined && rules.lag !== undefined) {
    problems.push({
      path: [...path, 'lag'],
      sentence: 'tolerance is for numbers and lag for timestamps: write one of them',
    })
  }
  return problems
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== false
}

function checkPresence(name: string, config: ReconciliationConfig): Problem[] {
  const having = Object.values(config.sides).filter((side) => side.columns?.[name] !== null)
  if (having.length > 1 || Object.keys(config.sides).length < 2) return []
  const sentence = 'fewer than two sides have this field: remove it, or say its column on one more side'
  return [{ path: ['fields', name], sentence }]
}

/** A record's age is only known where a side says when it changed. */
function checkAges({ fields, missing, sides }: ReconciliationConfig): Problem[] {
  const hasGrace = missing?.grace !== undefined && !/^0+\D$/.test(missing.grace)
  const pending = Object.entries(fields)
    .filter(([, field]) => typeof field === 'object' && field?.nulls === 'pending')
    .map(([name]) => ['fields', name, 'nulls'])
  if (!hasGrace) {
    const sentence = 'pending lasts for missing.grace, and there is none: write missing: { grace: 30m }'
    return pending.map((path) => ({ path, sentence }))
  }
  if (Object.values(sides).some((side) => side.updatedAt !== undefined)) return []
  const sentence = 'no side says when a record changed: add updatedAt to a side, or remove this'
  return [['missing', 'grace'], ...pending].map((path) => ({ path, sentence }))
}

/** The newest side is only known between sides that say when they changed. */
function checkLatest({ likelyCorrect, sides }: ReconciliationConfig): Problem[] {
  if (Object.values(sides).filter((side) => side.updatedAt !== undefined).length > 1) return []
  const sentence = 'latest needs updatedAt on two sides at least: add it to them, or write another rule'
  if (likelyCorrect === 'latest') return [{ path: ['likelyCorrect'], sentence }]
  if (typeof likelyCorrect !== 'object' || Array.isArray(likelyCorrect)) return []
  return Object.entries(likelyCorrect)
    .filter(([, rule]) => rule === 'latest')
    .map(([field]) => ({ path: ['likelyCorrect', field], sentence }))
}

function checkNotify({ notify }: ReconciliationConfig): Problem[] {
  if (notify === undefined) return []
  const needs: readonly [keyof typeof notify, keyof typeof notify][] = [
    ['digestAt', 'digest'],
    ['quietDay', 'digest'],
    ['maxCards', 'channel'],
  ]
  return needs
    .filter(([rule, needed]) => notify[rule] !== undefined && notify[needed] === undefined)
    .map(([rule, needed]) => {
      const path: ConfigPath = ['notify', rule]
      return {
        path,
        sentence: `${rule} without ${needed} does nothing: write ${needed}: "#channel", or remove ${rule}`,
      }
    })
}
