import { beforeAll, expect, test } from 'vitest'
import { formatRouting } from '../../src/cli/output/format-routing.ts'
import type { Ladder } from '../../src/domain/ladder.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { explainWritten } from '../../src/operations/explain-routing.ts'
import { loadText } from '../support/config-files.ts'

const CONFIG = `sources:
  crm: { type: files, path: crm.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: crm, key: ref }
      mailer: { source: crm, key: ref }
    fields: { balance: decimal, email: { type: text, severity: low } }
    missing: { severity: medium }
    likelyCorrect: { default: [mailer, crm], email: majority }
    routes:
      - { when: { side: billing, severity: high }, to: digest }
      - { when: { pattern: true }, to: log }
`
let customers: Reconciliation
beforeAll(async () => {
  customers = (await loadText(CONFIG)).settings.reconciliations[0]!
})
const explain = (said: unknown, more: Partial<Reconciliation> = {}) =>
  explainWritten({ ...customers, ...more }, said)

test('of a mismatch likely correct, agreeing sides and severity are worked out where they are not said', () => {
  const said = { kind: 'mismatch', field: 'balance', values: { crm: '1', billing: '2', mailer: null } }
  const { finding, assumed, route } = explain(said)
  expect(finding).toMatchObject({ likelyCorrect: 'crm', agreeing: [['crm'], ['billing'], ['mailer']] })
  expect(assumed).toEqual(['crm likely correct', 'no cause', 'severity high'])
  expect(route).toEqual({ rule: 1, tells: 'digest' })
  const all = { ...said, likelyCorrect: 'billing', cause: 'x100', severity: 'high' }
  expect(explain(all)).toMatchObject({ assumed: [], route: { rule: null } })
  // Who the majority is, only the records tell.
  expect(explain({ ...said, field: 'email' }).assumed).toEqual([
    'nobody likely correct',
    'no cause',
    'severity low',
  ])
})

test.each([
  [
    { kind: 'missing', missingFrom: ['billing'] },
    { missingFrom: ['billing'], presentOn: ['crm', 'mailer'] },
    'medium',
  ],
  [{ kind: 'duplicate', side: 'billing' }, { side: 'billing' }, 'high'],
  [{ kind: 'invalid', side: 'crm', field: 'email', raw: 'x' }, { side: 'crm', field: 'email' }, 'low'],
  [{ kind: 'invalid', side: 'crm', field: 'id' }, { side: 'crm', field: 'id' }, 'high'],
  [{ kind: 'rekeyed' }, {}, 'medium'],
  [{ kind: 'schema', field: 'email' }, { problem: 'type-mismatch', side: null }, 'high'],
  [{ kind: 'schema', field: 'email', side: 'crm' }, { problem: 'missing-column', side: 'crm' }, 'high'],
])('%j is completed', (said, members, severity) => {
  const { finding, assumed } = explain(said)
  expect(finding).toMatchObject({ ...members, severity })
  expect(assumed).toEqual([`severity ${severity}`])
})

test.each([
  [[], 'the finding is no JSON object: write {"kind":"mismatch", ...}'],
  [null, 'the finding is no JSON object'],
  [{}, 'the finding does not say "kind": write one of missing, mismatch'],
  [{ kind: 'mismatch' }, 'the finding does not say "field": write one of balance, email, id'],
  [
    { kind: 'mismatch', field: 'emial' },
    '"field" of the finding: "emial" is not a field (did you mean "email"?)',
  ],
  [
    { kind: 'mismatch', field: 'email' },
    'does not say "values": write them by side, {"crm":"...","billing":"...",',
  ],
  [{ kind: 'mismatch', field: 'email', values: { crn: '1' } }, '"crn" is not a side (did you mean "crm"?)'],
  [
    { kind: 'mismatch', field: 'email', values: { crm: 1 } },
    'values.crm of the finding is no text: write it in quotes',
  ],
  [{ kind: 'missing' }, 'the finding does not say "missingFrom": write a list of sides, such as ["crm"]'],
  [{ kind: 'missing', missingFrom: ['blling'] }, '"blling" is not a side (did you mean "billing"?)'],
  [{ kind: 'rekeyed', severity: 'hihg' }, '"hihg" is not a severity (did you mean "high"?)'],
  [{ kind: 'rekeyed', pattern: 'yes' }, '"pattern" of the finding is not true or false'],
])('%j is refused', (said, sentence) => {
  expect(() => explain(said)).toThrow(sentence)
})

test('as one of a pattern it may go elsewhere, which is told unless the finding says whether it is one', () => {
  const said = { kind: 'rekeyed' }
  expect(explain(said)).toMatchObject({ route: { rule: null }, asPattern: { rule: 2, tells: 'log' } })
  expect(explain({ ...said, pattern: false })).toMatchObject({ route: { rule: null }, asPattern: null })
  expect(explain({ ...said, pattern: true })).toMatchObject({ route: { rule: 2 }, asPattern: null })
})

test('each reason why a rule does not hold is said', () => {
  const said = { kind: 'mismatch', field: 'balance', values: { crm: '1', billing: 'x' }, cause: 'case' }
  const whens: Reconciliation['routes'] = [
    { when: { kinds: ['missing', 'invalid'] }, to: { tells: 'log' } },
    { when: { fields: ['email'] }, to: { tells: 'log' } },
    { when: { severities: ['low', 'medium'] }, to: { tells: 'log' } },
    { when: { causes: ['x100'] }, to: { tells: 'log' } },
    { when: { sides: ['mailer'] }, to: { tells: 'log' } },
    { when: { amount: { than: 'more', amount: '5' } }, to: { tells: 'log' } },
    { when: { pattern: true }, to: { tells: 'log' } },
  ]
  const why = (more: object = {}) =>
    explain({ ...said, ...more }, { routes: whens }).rules.map(({ failed }) => failed?.why)
  expect(why()).toEqual([
    'its kind is mismatch, not missing or invalid',
    'its field is balance, not email',
    'its severity is high, not low or medium',
    'its cause is case, not x100',
    'it is about billing, not mailer',
    'fewer than two of its values are numbers',
    'it is not known to be one of a pattern',
  ])
  expect(why({ values: { crm: '1', billing: '6' } })[5]).toBe('its sides are not more than 5 apart')
  expect(why({ cause: null })[3]).toBe('no cause is known, so not x100')
  expect(why({ kind: 'duplicate', side: 'crm' }).slice(1, 6)).toEqual([
    'it is about a whole record, not about email',
    'its severity is high, not low or medium',
    'no cause is known, so not x100',
    'it is about crm, not mailer',
    'it has no amount: only a mismatch has',
  ])
})

const LADDER: Ladder = {
  from: 'opened',
  severities: ['high'],
  steps: [
    { afterSeconds: 900, call: { kind: 'mention', who: '@oncall' } },
    { afterSeconds: 5_400, call: { kind: 'dm', who: 'U1' } },
    { afterSeconds: 86_400, call: { kind: 'incident', service: 'pager' } },
  ],
  repeat: 2,
}

test('people read where it is told, or that it is not, and which ladder begins', () => {
  const lines = (more: Partial<Reconciliation>) =>
    formatRouting(explain({ kind: 'duplicate', side: 'crm' }, { routes: [], ...more }), 'table')
      .trimEnd()
      .split('\n')
      .slice(2)
  const triage = { ...customers.triage, ladder: LADDER }
  expect(lines({ triage })).toEqual([
    '  there are no rules: its severity decides',
    'goes to alert: nobody is told, as reconciliations.customers.notify.channel is not set',
    'ladder from when it is told: after 15m mention @oncall, after 90m dm U1, after 1d incident pager; gone through 2 more times',
  ])
  const low = { ...triage, ladder: { ...LADDER, severities: ['low' as const] } }
  const rule = (to: NonNullable<Reconciliation['routes']>[number]['to']) => [{ when: {}, to }]
  const notify = { ...customers.notify, channel: '#ops', digestChannel: '#daily' }
  const goes = (more: Partial<Reconciliation>) => lines({ notify, triage: low, ...more }).at(1)
  expect(goes({ routes: rule({ tells: 'log' }) })).toBe('goes to log: recorded only')
  expect(goes({ routes: rule({ tells: 'digest' }) })).toBe('goes to digest: in the digest of #daily')
  expect(goes({ routes: rule({ tells: 'alert', incident: 'pager' }) })).toContain(
    'goes to alert and incident pager: told at once in #ops',
  )
  expect(goes({ routes: rule({ tells: 'alert', remedy: 'copy' }) })).toContain(
    'goes to alert and remedy copy: told',
  )
  expect(goes({ shadow: true })).toBe('goes to alert: nobody is told, as the reconciliation is in shadow')
  expect(lines({ triage: low }).at(-1)).toBe('no ladder')
})
