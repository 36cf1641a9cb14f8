import type { Cause } from '../../src/domain/cause.ts'
import { PERSON_REASONS, type RunReason } from '../../src/domain/discrepancy.ts'
import { type ExpectationRule, FINDING_KINDS, type Finding, SEVERITIES } from '../../src/domain/finding.ts'
import type { Field } from '../../src/domain/reconciliation.ts'
import type { SideValues } from '../../src/domain/record.ts'
import { discrepancyCard } from '../../src/slack/messages/discrepancy-card.ts'
import {
  FINDINGS,
  STATES,
  sampleDiscrepancy,
  sampleField,
  sampleMismatch,
  sampleReconciliation,
} from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'
import { VERIFICATIONS } from './resolve-previews.ts'

const card = previewsOf(discrepancyCard, 'channel')

/** Values of two sides that each cause explains. */
const CAUSES: Readonly<Record<Cause, readonly [field: string, crm: string | null, billing: string | null]>> =
  {
    'null-versus-empty': ['plan', null, ''],
    rounding: ['balance', '42.505', '42.51'],
    x100: ['balance', '42.50', '4250'],
    x1000: ['balance', '1.5', '1500'],
    sign: ['balance', '42.50', '-42.50'],
    timezone: ['seen_at', '2026-11-02T09:30:00Z', '2026-11-02T10:30:00Z'],
    'date-only': ['seen_at', '2026-11-02T09:30:00Z', '2026-11-02'],
    whitespace: ['name', 'Ada  Lovelace', 'Ada Lovelace'],
    case: ['plan', 'Pro', 'pro'],
    punctuation: ['phone', '+49 30 901820', '+49-30-901820'],
    accents: ['name', 'José Núñez', 'Jose Nunez'],
    encoding: ['name', 'MÃ¼ller', 'Müller'],
    truncation: ['company', 'Northwind Traders International', 'Northwind Traders Int'],
    'swapped-fields': ['first_name', 'Lovelace', 'Ada'],
    timing: ['plan', 'pro', 'free'],
    stale: ['plan', 'team', 'pro'],
  }

const CAUSE_DETAILS: Readonly<Partial<Record<Cause, string>>> = {
  timing: 'crm changed 40 s before the run',
  stale: 'billing was last updated 2 h before crm',
  'swapped-fields': 'with last_name',
}

const BROKEN: Readonly<Record<ExpectationRule, readonly [field: string, raw: string | null]>> = {
  required: ['email', null],
  oneOf: ['plan', 'platinum'],
  range: ['balance', '-1200.00'],
  pattern: ['phone', 'call me'],
  length: ['country', 'Germany'],
  unique: ['email', 'ada@example.com'],
}

const RUN_REASONS: Readonly<Record<RunReason, true>> = {
  agrees: true,
  paired: true,
  unpaired: true,
  'no-longer-compared': true,
}

const OPEN_FIELDS: readonly Field[] = [
  ...['name', 'phone', 'company', 'first_name', 'country', 'email', 'plan', 'seen_at'].map((name) =>
    sampleField(name),
  ),
  sampleField('balance', { type: 'decimal' }),
]

/** The card in every state, of every kind of finding, with every cause. */
export function cardPreviews(): Preview[] {
  return [
    ...cardStates(),
    ...resolutions(),
    ...kindsOfFindings(),
    ...causes(),
    ...brokenExpectations(),
    ...specialCards(),
  ]
}

function cardStates(): Preview[] {
  return Object.entries(STATES).map(([state, discrepancy]) =>
    card(`state: ${state}`, discrepancy, sampleReconciliation()),
  )
}

function resolutions(): Preview[] {
  const resolved = (
    state: string,
    reason: (typeof PERSON_REASONS)[number] | RunReason | 'remedy',
    note: string | null,
  ) =>
    card(
      `resolved: ${reason}`,
      sampleDiscrepancy({ ...STATES[state], resolution: { reason, note } }),
      sampleReconciliation(),
    )
  return [
    ...Object.entries(VERIFICATIONS).map(([state, check]) =>
      card(
        `resolved: fixed, ${state}`,
        sampleDiscrepancy({
          ...STATES['resolved by a person'],
          resolution: { reason: 'fixed', note: 'corrected in billing', check },
        }),
        sampleReconciliation(),
      ),
    ),
    ...PERSON_REASONS.map((reason) =>
      resolved('resolved by a person', reason, reason === 'other' ? 'merged by hand' : null),
    ),
    resolved('resolved by a person', 'remedy', null),
    ...(Object.keys(RUN_REASONS) as RunReason[]).map((reason) => resolved('resolved by a run', reason, null)),
  ]
}

function kindsOfFindings(): Preview[] {
  return FINDING_KINDS.flatMap((kind) =>
    FINDINGS.filter((finding) => finding.kind === kind).map((finding, index) =>
      cardOf(`finding: ${kind}${index === 0 ? '' : ` ${index + 1}`}`, finding),
    ),
  )
}

function causes(): Preview[] {
  return (Object.keys(CAUSES) as Cause[]).map((cause) => {
    const [field, crm, billing] = CAUSES[cause]
    const detail = CAUSE_DETAILS[cause]
    return cardOf(`cause: ${cause}`, {
      ...twoSides(field, { crm, billing }),
      cause,
      ...(detail === undefined ? {} : { causeDetail: detail }),
    })
  })
}

function brokenExpectations(): Preview[] {
  return (Object.keys(BROKEN) as ExpectationRule[]).flatMap((rule) => {
    const [field, raw] = BROKEN[rule]
    const finding = {
      kind: 'invalid',
      key: { id: '9' },
      severity: 'medium',
      side: 'crm',
      field,
      raw,
      rule,
    } as const
    const grouped = rule === 'range' ? [cardOf('expected: range in a group', { ...finding, records: 3 })] : []
    return [cardOf(`expected: ${rule}`, finding), ...grouped]
  })
}

function specialCards(): Preview[] {
  const mismatch = sampleMismatch()
  const three = { crm: '42.50', billing: '42.05', mailer: '24.50' }
  return [
    ...SEVERITIES.map((severity) => cardOf(`severity: ${severity}`, sampleMismatch({ severity }))),
    card('just found', sampleDiscrepancy({ version: 1 }), sampleReconciliation()),
    cardOf('no opinion', sampleMismatch({ likelyCorrect: null, likelyCorrectReason: null, cause: null })),
    cardOf('three values', { ...mismatch, values: three, agreeing: [['crm'], ['billing'], ['mailer']] }),
    cardOf('long values', twoSides('company', { crm: 'Northwind '.repeat(40), billing: 'Northwind' })),
    cardOf(
      'invisible characters',
      twoSides('name', { crm: 'Ada\u00a0Love\u200blace\t', billing: 'Ada Lovelace' }),
    ),
    cardOf(
      'words of others that look like commands',
      twoSides('name', { crm: '<!channel> <https://x|pay> *bold*', billing: '`x`' }),
    ),
    cardOf('several parts of a key', { ...mismatch, key: { country: 'DE', id: '1042' } }),
    sensitiveCard(),
    partsCard(),
    card('its reconciliation is gone from the config', sampleDiscrepancy(), null),
  ]
}

function sensitiveCard(): Preview {
  const values = { crm: 'ada@example.com', billing: 'a.lovelace@example.com' }
  const finding = twoSides('email', values)
  return card('sensitive values', sampleDiscrepancy({ finding }), sampleReconciliation())
}

function partsCard(): Preview {
  const shown = [
    { key: 'p4', values: { balance: '60.00' } },
    { key: 'p5', values: { balance: '40.01' } },
  ]
  const sides = sampleReconciliation().sides.map((side) => {
    const groupBy = { aggregates: { balance: 'sum' as const }, partsColumn: 'payment_id' }
    return side.name === 'billing' ? { ...side, groupBy } : side
  })
  const finding = {
    ...twoSides('balance', { crm: '100.00', billing: '100.01' }),
    parts: { billing: { total: 2, shown } },
  }
  return card(
    'many records of one key',
    sampleDiscrepancy({ finding }),
    sampleReconciliation({ sides, fields: OPEN_FIELDS }),
  )
}

function cardOf(state: string, finding: Finding): Preview {
  const names = Object.keys(finding.key)
  const keyNames = names.length === 0 ? ['id'] : names
  return card(state, sampleDiscrepancy({ finding }), sampleReconciliation({ fields: OPEN_FIELDS, keyNames }))
}

function twoSides(field: string, values: SideValues) {
  return sampleMismatch({
    field,
    values,
    agreeing: Object.keys(values).map((side) => [side]),
    likelyCorrectReason: `billing is trusted for ${field}`,
    cause: null,
  })
}
