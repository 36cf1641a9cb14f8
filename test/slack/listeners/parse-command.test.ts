import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../../src/slack/listeners/commands/parse-command.ts'

const NAMES = ['customers', 'payments', 'EU-orders']
const LIST = { verb: 'list', name: null, severities: [], marks: [] }

describe('a command is understood', () => {
  test.each([
    ['', { verb: 'menu' }],
    ['  \u00a0 ', { verb: 'menu' }],
    ['help', { verb: 'help' }],
    ['HELP me', { verb: 'help' }],
    ['status', { verb: 'status' }],
    ['digest', { verb: 'digest' }],
    ['check customers 1042', { verb: 'check', name: 'customers', words: '1042' }],
    ['Check Customers 1042', { verb: 'check', name: 'customers', words: '1042' }],
    ['check\u00a0customers\u00a01042', { verb: 'check', name: 'customers', words: '1042' }],
    ['check\ncustomers\n1042', { verb: 'check', name: 'customers', words: '1042' }],
    ['check \u200bcustomers 1042\u200b', { verb: 'check', name: 'customers', words: '1042' }],
    ['check “customers” “ACME 12”', { verb: 'check', name: 'customers', words: '“ACME 12”' }],
    ['check eu-orders eu/7', { verb: 'check', name: 'EU-orders', words: 'eu/7' }],
    ['check payments last 7 days', { verb: 'check', name: 'payments', words: 'last 7 days' }],
    [
      'check payments 2026-11-07..2026-11-01',
      { verb: 'check', name: 'payments', words: '2026-11-07..2026-11-01' },
    ],
    ['check', { verb: 'ask', what: 'check', name: null }],
    ['check CUSTOMERS', { verb: 'ask', what: 'check', name: 'customers' }],
    ['run', { verb: 'ask', what: 'run', name: null }],
    ['run customers', { verb: 'run', name: 'customers', deep: false }],
    ["run 'customers'", { verb: 'run', name: 'customers', deep: false }],
    ['run customers Deep', { verb: 'run', name: 'customers', deep: true }],
    ['list', { ...LIST }],
    ['list customers', { ...LIST, name: 'customers' }],
    ['list low, HIGH customers', { ...LIST, name: 'customers', severities: ['high', 'low'] }],
    ['list high high', { ...LIST, severities: ['high'] }],
    ['list Mine', { ...LIST, marks: ['mine'] }],
    ['list customers customers', { ...LIST, name: 'customers' }],
    [
      'list snoozed EU-orders high unassigned acknowledged',
      { ...LIST, name: 'EU-orders', severities: ['high'], marks: ['unassigned', 'snoozed', 'acknowledged'] },
    ],
    ['show 12', { verb: 'show', number: 12, reveal: false }],
    ['show #12', { verb: 'show', number: 12, reveal: false }],
    ['show # 12', { verb: 'show', number: 12, reveal: false }],
    ['show “#12”.', { verb: 'show', number: 12, reveal: false }],
    ['show 12 reveal', { verb: 'show', number: 12, reveal: true }],
    ['Show #12 Reveal', { verb: 'show', number: 12, reveal: true }],
  ])('%j', (text, expected) => expect(parseCommand(text, NAMES)).toEqual(expected))
})

describe('a command that is not understood is answered precisely', () => {
  test.each([
    [
      'chekc customers 1042',
      'There is no command "chekc". Did you mean /recon check customers 1042? All of them: /recon help',
    ],
    ['frobnicate', 'There is no command "frobnicate". All of them: /recon help'],
    ['customers 1042', 'Did you mean /recon check customers 1042?'],
    ['customers', 'Did you mean /recon run customers?'],
    ['#12', 'To see one discrepancy: /recon show 12'],
    ['check custmers 1042', 'There is no "custmers". Did you mean /recon check customers 1042?'],
    ['check pay 1042', 'There is no "pay". Did you mean /recon check payments 1042?'],
    ['check zzzzzzzz 1', 'There is no "zzzzzzzz". There are: customers, payments, EU-orders'],
    ['run paymants', 'There is no "paymants". Did you mean /recon run payments?'],
    [
      'run customers 1042',
      'A run takes no records or days. To compare only 1042: /recon check customers 1042',
    ],
    ['run customers Dep', 'Did you mean /recon run customers deep?'],
    ['list hihg', 'There is no "hihg". Did you mean /recon list high?'],
    ['list customers hihg', 'There is no "hihg". Did you mean /recon list customers high?'],
    ['list custmers mine', 'There is no "custmers". Did you mean /recon list customers mine?'],
    ['list ack', 'There is no "ack". Did you mean /recon list acknowledged?'],
    [
      'list zzzzzzzz',
      'There is no "zzzzzzzz". Reconciliations: customers, payments, EU-orders. Words that narrow a list: ' +
        'high, medium, low, mine, unassigned, overdue, snoozed, new, acknowledged, escalated',
    ],
    [
      'list mine unassigned',
      'Nothing is yours and unassigned: write /recon list mine, or /recon list unassigned',
    ],
    ['list customers payments', 'List one reconciliation at a time, or all of them: /recon list'],
    ['show', 'Say which one, by its number: /recon show 12'],
    ['show twelve', '"twelve" is not the number of a discrepancy. Write it like this: /recon show 12'],
    [
      'show 12345678901',
      '"12345678901" is not the number of a discrepancy. Write it like this: /recon show 12',
    ],
  ])('%j', (text, sentence) => expect(parseCommand(text, NAMES)).toEqual({ verb: 'unclear', sentence }))

  test('when nothing is defined', () => {
    const sentence = 'No reconciliation is defined yet. Define one in counterfoil.yml.'
    expect(parseCommand('run customers', [])).toEqual({ verb: 'unclear', sentence })
  })

  test('when there are more names than an answer can list', () => {
    const names = Array.from({ length: 23 }, (_, index) => `r${index + 10}`)
    const sentence = `There is no "zzzzz". There are: ${names.slice(0, 20).join(', ')} and 3 more`
    expect(parseCommand('run zzzzz', names)).toEqual({ verb: 'unclear', sentence })
  })
})
