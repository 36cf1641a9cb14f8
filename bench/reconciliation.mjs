// A reconciliation of the bench with all defaults, as the settings would make it.
import { plainField } from '../dist/domain/plain-field.js'

export function reconciliationOf({ sides, keys, fields }, candidates) {
  return {
    name: 'bench',
    title: 'Bench',
    sides: Object.entries(sides).map(([name, { table }]) => ({
      name,
      source: name,
      location: { table: table ?? null, query: null, where: null },
      keyColumns: keys,
      via: null,
      columns: Object.fromEntries(fields.map((field) => [field, field])),
      updatedAt: null,
      dateColumn: null,
      optional: false,
    })),
    keyNames: keys,
    keyRules: {},
    fields: fields.map(plainField),
    missing: { severity: 'high', graceSeconds: 0 },
    likelyCorrect: { default: null, byField: {} },
    schedule: null,
    candidates,
    notify: { channel: null, digestChannel: null, digestAt: { cron: '0 9 * * *', zone: 'UTC' }, maxCards: 5 },
    triage: { escalateTo: null },
  }
}
