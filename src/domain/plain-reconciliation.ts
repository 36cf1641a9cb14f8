import type { Reconciliation, Side } from './reconciliation.ts'

/** A reconciliation of which nothing but its name is said: no sides, no fields, and nobody is told. */
export function plainReconciliation(name: string): Reconciliation {
  return {
    name,
    title: name,
    sides: [],
    keyNames: [],
    keyRules: {},
    fields: [],
    missing: { severity: 'high', graceSeconds: 0 },
    likelyCorrect: { default: null, byField: {} },
    schedule: null,
    notify: { channel: null, digestChannel: null, digestAt: { cron: '0 9 * * *', zone: 'UTC' }, maxCards: 5 },
    triage: { escalateTo: null },
  }
}

/** A side of which nothing but its name is said, which is that of its source too. */
export function plainSide(name: string): Side {
  return {
    name,
    source: name,
    location: { table: null, query: null, where: null },
    keyColumns: [],
    via: null,
    columns: {},
    updatedAt: null,
    dateColumn: null,
    optional: false,
  }
}
