import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../../src/slack/listeners/commands/parse-command.ts'

const NAMES = ['customers', 'payments', 'EU-orders']

describe('a command is understood', () => {
  test.each([
    ['', { verb: 'help' }],
    ['   ', { verb: 'help' }],
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
    ['run customers', { verb: 'run', name: 'customers', deep: false }],
    ["run 'customers'", { verb: 'run', name: 'customers', deep: false }],
    ['run customers Deep', { verb: 'run', name: 'customers', deep: true }],
    ['list', { verb: 'list', name: null, severities: [] }],
    ['list customers', { verb: 'list', name: 'customers', severities: [] }],
    ['list low, HIGH customers', { verb: 'list', name: 'customers', severities: ['high', 'low'] }],
    ['list high high', { verb: 'list', name: null, severities: ['high'] }],
    ['show 12', { verb: 'show', number: 12 }],
    ['show #12', { verb: 'show', number: 12 }],
    ['show # 12', { verb: 'show', number: 12 }],
    ['show “#12”.', { verb: 'show', number: 12 }],
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
    ['check', 'Say what to check: /recon check customers 1042'],
    ['check customers', 'Say which record or days of customers to check: /recon check customers 1042'],
    ['check custmers 1042', 'There is no "custmers". Did you mean /recon check customers 1042?'],
    ['check zzzzzzzz 1', 'There is no "zzzzzzzz". There are: customers, payments, EU-orders'],
    ['run', 'Say what to run: /recon run customers'],
    ['run paymants', 'There is no "paymants". Did you mean /recon run payments?'],
    [
      'run customers 1042',
      'A run takes no records or days. To compare only 1042: /recon check customers 1042',
    ],
    ['run customers Dep', 'Did you mean /recon run customers deep?'],
    ['list hihg', 'There is no "hihg". Did you mean /recon list high?'],
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
})
