import { describe, expect, test } from 'vitest'
import type { Status } from '../../../src/domain/discrepancy.ts'
import { discrepancyCard } from '../../../src/slack/messages/discrepancy-card.ts'
import type { Message } from '../../../src/slack/messages/message.ts'
import { BUTTONS, readClickValue } from '../../../src/slack/messages/triage-buttons.ts'
import { TRANSITIONS } from '../../../src/tracker/transitions.ts'
import { readBlocks } from '../read-blocks.ts'
import {
  FINDINGS,
  STATES,
  sampleDiscrepancy,
  sampleField,
  sampleMismatch,
  sampleReconciliation,
} from '../samples.ts'

const reconciliation = sampleReconciliation()
const MENU = '[… Snooze 1 day | Snooze… | Assign to me | Assign… | Undo]'
const DATE = '<!date^1793611800^{date_short_pretty} {time}|2026-11-02 09:30 UTC>'

function lines(message: Message): string[] {
  return readBlocks(message.blocks)
}

test('a card tells what, where, each value, the likely correct one and why, the cause and the age', () => {
  expect(lines(discrepancyCard(sampleDiscrepancy(), reconciliation))).toEqual([
    '*#12  ·  balance differs*',
    '🔺 High  ·  Customers  ·  id `1042`',
    '• *crm and mailer: *`42.`*`50`*',
    '• *billing: *`42.`*`05`*  ← likely correct',
    '• Difference: 0.45',
    '*Likely correct:* billing (billing is trusted for balance)',
    '*Looks like:* rounding',
    `First seen ${DATE}`,
    `[Acknowledge] [Resolve] [Escalate] ${MENU}`,
  ])
})

test('a card says which side is the stale copy, and by how much', () => {
  const finding = sampleMismatch({ cause: 'stale', causeDetail: 'billing was last updated 2 h before <crm>' })
  expect(lines(discrepancyCard(sampleDiscrepancy({ finding }), reconciliation))).toContain(
    '*Looks like:* one side is a stale copy (billing was last updated 2 h before &lt;crm&gt;)',
  )
})

describe('what a card says of each kind of finding', () => {
  test.each([
    ['missing', 1, '• *crm: *has this record | • *billing and mailer: **has no such record*'],
    ['duplicate', 2, '• *billing: *has this key 3 times'],
    ['invalid', 3, '• *crm: *has `n/a`'],
    ['invalid key', 4, '• *crm: *_has nothing (null)_'],
    [
      'column gone',
      7,
      '• *billing: **has no column *`balance`, but one that is called `balances` | • Bring the column back, or name it in ' +
        'the config: `sides.billing.columns.balance`. Until then the field is compared on no side.',
    ],
    [
      'types that disagree',
      8,
      '• *crm: *has the type `integer` | • *billing: *has the type `text (character varying)` | • Say in the config what ' +
        'it is: `fields.balance.type`. Until then the field is compared on no side.',
    ],
  ])('%s', (_, index, expected) => {
    const found = lines(discrepancyCard(sampleDiscrepancy({ finding: FINDINGS[index]! }), reconciliation))
    expect(found.filter((line) => line.startsWith('•')).join(' | ')).toBe(expected)
  })
})

test('a card of a field that is not compared names no key', () => {
  const message = discrepancyCard(sampleDiscrepancy({ finding: FINDINGS[8]! }), reconciliation)
  expect(message.text).toBe('#12 new, high: balance is not compared: its types disagree. Customers')
  expect(lines(message).slice(0, 2)).toEqual([
    '*#12  ·  balance is not compared: its types disagree*',
    '🔺 High  ·  Customers  ·  every record',
  ])
})

describe('the status and the buttons of each state', () => {
  test.each([
    ['new', '*#12  ·  balance differs*', `First seen ${DATE}`, `[Acknowledge] [Resolve] [Escalate] ${MENU}`],
    [
      'acknowledged',
      '*#12  ·  balance differs*  ·  👀 Acknowledged',
      `👀 *Acknowledged* by <@U012ADA>, ${DATE}`,
      '[Resolve] [Escalate] [… Un-acknowledge | Snooze… | Assign to me | Assign… | Undo]',
    ],
    [
      'acknowledged at the command line',
      '*#12  ·  balance differs*  ·  👀 Acknowledged',
      `👀 *Acknowledged* by ada at the command line, ${DATE}`,
      '[Resolve] [Escalate] [… Un-acknowledge | Snooze… | Assign to me | Assign… | Undo]',
    ],
    [
      'escalated',
      '*#12  ·  balance differs*  ·  📣 Escalated',
      `📣 *Escalated* by <@U012ADA>, ${DATE}`,
      `[Acknowledge] [Resolve] ${MENU}`,
    ],
    [
      'resolved by a person',
      '*#12  ·  balance differs*  ·  ✅ Resolved',
      `✅ *Resolved* by <@U012ADA>, ${DATE}: expected difference. “known ∗rounding∗”`,
      '[… Reopen | Undo]',
    ],
    [
      'resolved by a run',
      '*#12  ·  balance differs*  ·  ✅ Resolved',
      `✅ *Resolved by itself*, ${DATE}: the sides agree again`,
      `First seen ${DATE}`,
    ],
  ])('%s', (state, title, status, last) => {
    const found = lines(discrepancyCard(STATES[state]!, reconciliation))
    expect(found[0]).toBe(title)
    expect(found).toContain(status)
    expect(found.at(-1)).toBe(last)
  })

  test('offer exactly what the tracker would accept', () => {
    for (const [status, offered] of Object.entries(BUTTONS)) {
      const accepted = (['acknowledge', 'resolve', 'escalate'] as const).filter(
        (action) => 'to' in TRANSITIONS[action].from[status as Status],
      )
      expect(offered, status).toEqual(accepted)
    }
  })
})

test('a card counts how often it was seen and came back', () => {
  const found = lines(discrepancyCard(STATES['came back']!, reconciliation))
  expect(found).toContain(`First seen ${DATE}  ·  last seen ${DATE}  ·  seen 9 times  ·  came back, 2nd time`)
})

test('a card says when it is due, where the config says how long it may stay open', () => {
  const rules = { escalateTo: null, withinSeconds: { high: 4 * 3_600 } }
  const strict = sampleReconciliation({ triage: rules })
  const later = '<!date^1793626200^{date_short_pretty} {time}|2026-11-02 13:30 UTC>'
  const due = `First seen ${DATE}  ·  due ${later}`
  expect(lines(discrepancyCard(sampleDiscrepancy(), strict))).toContain(due)
  expect(lines(discrepancyCard(sampleDiscrepancy({ status: 'resolved' }), strict))).not.toContain(due)
})

test('T11: a card stays of one family in every state, as Slack refuses to edit rich text away', () => {
  for (const finding of FINDINGS) {
    for (const state of Object.values(STATES)) {
      const { blocks } = discrepancyCard({ ...state, finding }, reconciliation)
      expect(blocks.filter(({ type }) => type === 'rich_text')).toHaveLength(1)
    }
  }
})

test('T5: the value of a button is the number and the version that the person saw, and nothing else', () => {
  const actions = discrepancyCard(sampleDiscrepancy({ version: 3 }), reconciliation).blocks.find(
    ({ type }) => type === 'actions',
  )
  const elements = actions?.type === 'actions' ? actions.elements : []
  expect(
    elements.flatMap((element) => {
      if (element.type === 'overflow') return element.options.map(({ value }) => value)
      return element.type === 'button' ? element.value : []
    }),
  ).toEqual([
    '12:3',
    '12:3',
    '12:3',
    'snooze-day 12:3',
    'snooze 12:3',
    'assign-me 12:3',
    'assign 12:3',
    'undo 12:3',
  ])
  expect(readClickValue('12:3')).toEqual({ number: 12, version: 3 })
  expect(readClickValue('12')).toEqual({ number: 12, version: null })
  expect(readClickValue('12:x')).toBeNull()
})

test('the menu of a card that nothing has happened to has no undo', () => {
  const menu = (version: number) =>
    lines(discrepancyCard(sampleDiscrepancy({ version }), reconciliation)).at(-1)
  expect(menu(1)).toBe(
    '[Acknowledge] [Resolve] [Escalate] [… Snooze 1 day | Snooze until it changes | Snooze… | Assign to me | Assign…]',
  )
  expect(menu(2)).toBe(`[Acknowledge] [Resolve] [Escalate] ${MENU}`)
})

test('a card says whose it is, until when it is snoozed and that it is flapping', () => {
  const status = (state: string) => lines(discrepancyCard(STATES[state]!, reconciliation)).at(-3)
  const until = '<!date^1793871000^{date_short_pretty} {time}|2026-11-05 09:30 UTC>'
  expect(status('assigned and snoozed')).toBe(
    `👤 *Assigned* to <@U012ADA>  ·  💤 *Snoozed* until ${until}, by <@U012ADA>`,
  )
  expect(status('snoozed until it changes')).toBe(
    `👀 *Acknowledged* by <@U012ADA>, ${DATE}  ·  👤 *Assigned* to ann  ·  ` +
      '💤 *Snoozed* until its values change, by ann at the command line',
  )
  expect(status('flapping')).toContain('🔁 *Flapping*: it keeps coming back and is told in the digest only')
  expect(lines(discrepancyCard(STATES['assigned and snoozed']!, reconciliation)).at(-1)).toBe(
    '[Acknowledge] [Resolve] [Escalate] [… End the snooze | Assign to me | Assign… | Undo]',
  )
})

describe('a sensitive field', () => {
  const secret = sampleDiscrepancy({
    finding: sampleMismatch({
      field: 'email',
      values: { crm: 'ada@example.org', billing: 'ada@other.org', mailer: 'ada@example.org' },
    }),
  })

  test('is masked; equal values can be told from different ones', () => {
    const message = discrepancyCard(secret, reconciliation)
    expect(lines(message).filter((line) => line.startsWith('•'))).toEqual([
      '• *crm and mailer: *`•••• A`',
      '• *billing: *`•••• B`  ← likely correct',
      '• A and B differ in the domain only, after the @',
    ])
    expect(JSON.stringify(message)).not.toMatch(/example|other/)
  })

  test.each([
    ['when its reconciliation is gone from the config', null],
    ['when it is gone from its reconciliation', sampleReconciliation({ fields: [] })],
  ])('is masked %s', (_, definition) => {
    expect(JSON.stringify(discrepancyCard(secret, definition))).not.toMatch(/example|other/)
  })

  test('is masked where it does not parse', () => {
    const finding = {
      kind: 'invalid',
      key: { id: '1' },
      severity: 'high',
      side: 'crm',
      field: 'email',
      raw: 'secret',
    } as const
    expect(JSON.stringify(discrepancyCard(sampleDiscrepancy({ finding }), reconciliation))).not.toContain(
      'secret',
    )
  })

  test('is masked as a key', () => {
    const finding = sampleMismatch({ key: { email: 'ada@example.org' } })
    const message = discrepancyCard(
      sampleDiscrepancy({ finding }),
      sampleReconciliation({ keyNames: ['email'] }),
    )
    expect(JSON.stringify(message)).not.toContain('example')
  })
})

test.each([
  [
    'nothing and empty text',
    { crm: null, billing: '' },
    '• *crm: *_nothing (null)_ | • *billing: *_empty text_',
  ],
  ['a space at the end', { crm: 'pro', billing: 'pro ' }, '• *crm: *`pro` | • *billing: *`pro`*`·`*'],
  ['nothing in common', { crm: 'abc', billing: 'xyz' }, '• *crm: *`abc` | • *billing: *`xyz`'],
  ['accents that print alike', { crm: 'é', billing: 'e\u0301' }, '• *crm: *`é` | • *billing: *`e⟨U+0301⟩`'],
  ['a mention', { crm: '<!channel>', billing: 'a' }, '• *crm: *`<!channel>` | • *billing: *`a`'],
])('a card shows the difference between %s', (_, values, expected) => {
  const finding = sampleMismatch({
    field: 'plan',
    values,
    likelyCorrect: null,
    likelyCorrectReason: null,
    cause: null,
  })
  const found = lines(discrepancyCard(sampleDiscrepancy({ finding }), reconciliation))
  expect(found.filter((line) => line.startsWith('•')).join(' | ')).toBe(expected)
})

test('a card of sixty sides shows the first dozen values and counts the rest', () => {
  const values = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`s${index}`, `${index}`]))
  const found = lines(
    discrepancyCard(sampleDiscrepancy({ finding: sampleMismatch({ values }) }), reconciliation),
  )
  expect(found).toContain('• and 48 more')
})

test('a card tells no amount between values that are not compared as numbers', () => {
  const texts = sampleReconciliation({ fields: [sampleField('balance')] })
  expect(lines(discrepancyCard(sampleDiscrepancy(), texts)).join()).not.toContain('Difference')
})
