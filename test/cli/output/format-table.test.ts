import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { formatTable } from '../../../src/cli/output/format-table.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import { aReport, FINDINGS, SCHEMA_FINDINGS } from './a-report.ts'

const PLAIN = { colour: false }

test('table shows the verdict, rows, totals with their difference, counts and drift first', () => {
  const text = [...formatTable(aReport(FINDINGS), PLAIN)].join('')
  expect(text.split('\n').slice(0, 9)).toEqual([
    'customers: 4 differences',
    '',
    '  side        rows  total balance',
    '  crm            5          10.50',
    '  billing        6           10.4',
    '  difference     1           0.10',
    '',
    '  matched 5, agreeing 2, missing 1, mismatch 1, duplicate 1, invalid 1, within tolerance 1',
    '  balance: 1 value within tolerance, largest 0.01, sum 0.01',
  ])
})

test('table groups findings by kind with aligned columns and the values of all sides', () => {
  const text = [...formatTable(aReport(FINDINGS), PLAIN)].join('')
  expect(text).toContain(
    'Values that differ (1)\n' +
      '  id  field    crm    billing  likely correct  severity\n' +
      '  3   balance  42.50  42.05    billing         high\n',
  )
  expect(text).toContain('Missing records (1)\n  id  present on  missing from  severity\n')
  expect(text).toContain('Duplicate keys (1)\n  id  side     count  severity\n  4   billing  2      high\n')
  expect(text).toContain(
    'Invalid values (1)\n  id  side  field    value  severity\n  5   crm   balance  n/a    high\n',
  )
})

test('table shows fields that could not be compared before all else, with what to do', () => {
  const text = [...formatTable(aReport([...FINDINGS, ...SCHEMA_FINDINGS]), PLAIN)].join('')
  expect(text).toContain('invalid 1, not compared 2, within tolerance 1\n')
  const lines = text.split('\n').map((line) => line.trim().split(/ {2,}/))
  const title = lines.findIndex(([first]) => first === 'Fields that could not be compared (2)')
  expect(lines.slice(title + 1, title + 4)).toEqual([
    ['field', 'problem', 'what to do', 'severity'],
    ['plan', 'billing has no column "tier", but "tiers"', 'bring it back, or name it in columns:', 'high'],
    [
      'balance',
      'integer on crm, text (character varying) on billing',
      'say its type by type: or --type',
      'high',
    ],
  ])
  expect(text.indexOf('Fields that could not')).toBeLessThan(text.indexOf('Values that differ'))
})

test('table names the sides that agree where another differs', () => {
  const [mismatch] = FINDINGS
  const agreeing = [['crm', 'mailer'], ['billing']]
  const text = [...formatTable(aReport([{ ...mismatch!, agreeing } as Finding]), PLAIN)].join('')
  expect(text).toContain('agree        likely correct')
  expect(text).toContain('crm, mailer  billing')
})

test('table says that all agree when nothing was found', () => {
  expect([...formatTable(aReport([]), PLAIN)].join('')).toMatch(/^customers: All 5 records agree\.\n/)
})

test('table shows no difference of totals that are no numbers', () => {
  const { summary } = aReport([])
  const sides = {
    crm: { rows: 5, totals: { balance: 'NaN' } },
    billing: { rows: 5, totals: { balance: '1' } },
  }
  const text = [...formatTable(aReport([], { summary: { ...summary, sides } }), PLAIN)].join('')
  expect(text).toMatch(/ difference +0 +-\n/)
})

test('table says that there was nothing to compare when no record matched', () => {
  const { summary } = aReport([])
  const empty = { ...summary, counts: { ...summary.counts, matched: 0, agreeing: 0 } }
  expect([...formatTable(aReport([], { summary: empty }), PLAIN)].join('')).toContain(
    'No records to compare.',
  )
})

test('table shows 50 findings of a kind and counts the rest', () => {
  const many = Array.from(
    { length: 53 },
    (_, index): Finding => ({ ...FINDINGS[1]!, key: { id: `n${index}` } }),
  )
  const text = [...formatTable(aReport(many), PLAIN)].join('')
  expect(text.match(/^ {2}n\d+ /gm)).toHaveLength(50)
  expect(text).toContain('and 3 more (use --format json)')
})

test('table marks what differs in ink, and says the same without it', () => {
  const coloured = [...formatTable(aReport(FINDINGS), { colour: true })].join('')
  expect(coloured).toContain('42.\u001b[31m50\u001b[39m')
  expect(stripVTControlCharacters(coloured)).toBe([...formatTable(aReport(FINDINGS), PLAIN)].join(''))
})

test('table writes control characters out, so that a value cannot move the cursor or break the line', () => {
  const finding: Finding = {
    kind: 'invalid',
    key: { id: 'x\u001b[2J' },
    side: 'crm',
    field: 'balance',
    raw: 'a\nb\u202e',
    severity: 'high',
  }
  const text = [...formatTable(aReport([finding]), PLAIN)].join('')
  expect(text).toContain('x\\x1b[2J')
  expect(text).toContain('a\\nb\\u{202e}')
  expect(text).not.toContain('\u001b')
})
