import { describe, expect, test } from 'vitest'
import { CounterfoilError } from '../../src/domain/errors.ts'
import { parseKeyAlone, parseScope } from '../../src/domain/parse-scope.ts'
import { plainReconciliation, plainSide } from '../../src/domain/plain-reconciliation.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'

const NOW = new Date('2026-11-20T23:30:00Z')

interface Shape {
  readonly keyNames?: readonly string[]
  readonly dateColumns?: readonly (string | null)[]
  readonly zone?: string
}

function payments({
  keyNames = ['id'],
  dateColumns = ['paid_on', 'booked_on'],
  zone,
}: Shape = {}): Reconciliation {
  const sides = dateColumns.map((dateColumn, index) => ({
    ...plainSide(['shop', 'ledger', 'bank'][index]!),
    dateColumn,
  }))
  return {
    ...plainReconciliation('payments'),
    sides,
    keyNames,
    schedule: zone ? { zone, entries: [] } : null,
  }
}

const DATELESS = { dateColumns: [null, null] }
const COMPOSITE = { keyNames: ['region', 'id'] }

describe('parseScope reads a key', () => {
  test.each<[string, Shape, Record<string, string>]>([
    ['1042', {}, { id: '1042' }],
    ['  1042\n', {}, { id: '1042' }],
    ['\u00a01042\u200b', {}, { id: '1042' }],
    ['007', {}, { id: '007' }],
    ['inv/2024/7', {}, { id: 'inv/2024/7' }],
    ["O'Brien", {}, { id: "O'Brien" }],
    ['O\u2019Brien', {}, { id: 'O\u2019Brien' }],
    ['"two words"', {}, { id: 'two words' }],
    ['\u201ctwo words\u201d', {}, { id: 'two words' }],
    ['\u2018two words\u2019', {}, { id: 'two words' }],
    ['\u201etwo  words\u201c', {}, { id: 'two  words' }],
    ['"#1042"', {}, { id: '#1042' }],
    ['"today"', {}, { id: 'today' }],
    ['"2026-11-01..2026-11-07"', {}, { id: '2026-11-01..2026-11-07' }],
    ['"03/04"', {}, { id: '03/04' }],
    ['2026-11-01', DATELESS, { id: '2026-11-01' }],
    ['2026-02-30', DATELESS, { id: '2026-02-30' }],
    ['03/04', DATELESS, { id: '03/04' }],
    ['1.5', {}, { id: '1.5' }],
    ['last', {}, { id: 'last' }],
    ['2026\u20117', DATELESS, { id: '2026\u20117' }],
    ['a\u2013b', {}, { id: 'a\u2013b' }],
    ['eu/7', COMPOSITE, { region: 'eu', id: '7' }],
    ['eu 7', COMPOSITE, { region: 'eu', id: '7' }],
    ['eu / 7', COMPOSITE, { region: 'eu', id: '7' }],
    ['eu 7/8', COMPOSITE, { region: 'eu', id: '7/8' }],
    ['03/04', COMPOSITE, { region: '03', id: '04' }],
    ['"north west" 7', COMPOSITE, { region: 'north west', id: '7' }],
    ['"north west"/7', COMPOSITE, { region: 'north west', id: '7' }],
    ['eu/\u201ca/b\u201d', COMPOSITE, { region: 'eu', id: 'a/b' }],
    ['"$& $1" "$$"', COMPOSITE, { region: '$& $1', id: '$$' }],
  ])('%j (%j)', (words, shape, key) => {
    expect(parseScope(payments(shape), words, NOW)).toEqual({ kind: 'keys', keys: [key] })
  })
})

describe('parseScope reads days', () => {
  test.each<[string, Shape, string, string]>([
    ['2026-11-01..2026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['2026-11-01 .. 2026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['2026-11-01\u20262026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['2026-11-01...2026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['2026-11-07..2026-11-07', {}, '2026-11-07', '2026-11-07'],
    ['2026\u201111\u201101..2026\u201111\u201107', {}, '2026-11-01', '2026-11-07'],
    ['2026-11-01 to 2026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['From 2026-11-01 until yesterday', {}, '2026-11-01', '2026-11-19'],
    ['2026-11-01 \u2013 2026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['2026-11-01-2026-11-07', {}, '2026-11-01', '2026-11-07'],
    ['past 7 days', {}, '2026-11-14', '2026-11-20'],
    ['LAST 7 DAYS', {}, '2026-11-14', '2026-11-20'],
    ['2026-11-01..today', {}, '2026-11-01', '2026-11-20'],
    ['2026-11-01..2026-11-30', {}, '2026-11-01', '2026-11-30'],
    ['2024-02-29', {}, '2024-02-29', '2024-02-29'],
    ['2024-01-01..2024-12-31', {}, '2024-01-01', '2024-12-31'],
    ['2026-11-01', COMPOSITE, '2026-11-01', '2026-11-01'],
    ['today', {}, '2026-11-20', '2026-11-20'],
    ['Yesterday', {}, '2026-11-19', '2026-11-19'],
    ['last 7 days', {}, '2026-11-14', '2026-11-20'],
    ['last 1 day', {}, '2026-11-20', '2026-11-20'],
    ['last\u00a07 days', {}, '2026-11-14', '2026-11-20'],
    ['last 366 days', {}, '2025-11-20', '2026-11-20'],
    ['today', { zone: 'Europe/Berlin' }, '2026-11-21', '2026-11-21'],
    ['today', { zone: 'America/Los_Angeles' }, '2026-11-20', '2026-11-20'],
  ])('%j (%j)', (words, shape, from, to) => {
    expect(parseScope(payments(shape), words, NOW)).toEqual({ kind: 'dates', from, to })
  })
})

describe('parseScope says what to write when it refuses', () => {
  test.each<[string, Shape, RegExp]>([
    ['', {}, /check payments 1042, or check payments 2026-11-01\.\.2026-11-07$/],
    [' \n\u00a0', COMPOSITE, /check payments region\/id/],
    ['', DATELESS, /check payments 1042$/],
    ['#1042', {}, /"#1042" is a discrepancy's number/],
    ['12 34', {}, /one part \(id\): write "12 34" in quotes/],
    ['"two words', {}, /not closed/],
    ['\u201ctwo words', {}, /not closed/],
    ['""', {}, /part of the key is empty/],
    ['eu', COMPOSITE, /2 parts and "eu" has 1: write region\/id/],
    ['eu 7 8', COMPOSITE, /2 parts and "eu 7 8" has 3/],
    ['eu/', COMPOSITE, /part of the key is empty/],
    ['2026-11-07..2026-11-01', {}, /backwards: write 2026-11-01\.\.2026-11-07/],
    ['2026-02-30', {}, /"2026-02-30" is not in the calendar/],
    ['2026-02-01..2026-02-30', {}, /"2026-02-30" is not in the calendar/],
    ['2026-13-01..2026-13-02', {}, /"2026-13-01" is not in the calendar/],
    ['03/04', {}, /"03\/04" can be read as month and day/],
    ['03/04..05/04', {}, /"03\/04" can be read as month and day/],
    ['3.4.2026', {}, /"3\.4\.2026" can be read as/],
    ['2026/11/01', {}, /"2026\/11\/01" is not a day: write 2026-11-01/],
    ['2016-11-01..2026-11-01', {}, /3653 days, and a check takes 366 at most/],
    ['2024-01-01..2025-01-01', {}, /367 days/],
    ['last 0 days', {}, /no day at all/],
    ['last 367 days', {}, /more than 366 days/],
    ['last 999999 days', {}, /more than 366 days/],
    ['2026-11-07 to 2026-11-01', {}, /backwards: write 2026-11-01\.\.2026-11-07/],
    ['2026-11-21', {}, /begins in the future: today is 2026-11-20 in UTC/],
    ['2027-01-01..2027-01-02', {}, /begins in the future/],
    ['2026-11-01..', {}, /One end of the range is missing/],
    ['a..b', {}, /"a" is not a day/],
    ['today', DATELESS, /add reconciliations\.payments\.sides\.shop\.dateColumn and .*ledger\.dateColumn/],
    ['2026-11-01..2026-11-07', DATELESS, /reconciliations\.payments\.sides\.shop\.dateColumn/],
    [
      '2026-11-01',
      { dateColumns: ['paid_on', null] },
      /add reconciliations\.payments\.sides\.ledger\.dateColumn to/,
    ],
  ])('%j (%j)', (words, shape, sentence) => {
    const parse = () => parseScope(payments(shape), words, NOW)
    expect(parse).toThrow(CounterfoilError)
    expect(parse).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(sentence) }),
    )
  })
})

describe('parseKeyAlone reads a key where only a key can stand', () => {
  test.each<[string, Shape, Record<string, string>]>([
    ['ACME 12', {}, { id: 'ACME 12' }],
    [' \u00a01042\u200b\n', {}, { id: '1042' }],
    ['today', {}, { id: 'today' }],
    ['2026-11-01..2026-11-07', {}, { id: '2026-11-01..2026-11-07' }],
    ['\u201cACME 12\u201d', {}, { id: 'ACME 12' }],
    ['5" pipe', {}, { id: '5" pipe' }],
    ['a/b', {}, { id: 'a/b' }],
    ['"#1042"', {}, { id: '#1042' }],
    ['eu/7', COMPOSITE, { region: 'eu', id: '7' }],
    ['"north west" 7', COMPOSITE, { region: 'north west', id: '7' }],
  ])('%j (%j)', (text, shape, key) => {
    expect(parseKeyAlone(payments(shape), text)).toEqual({ kind: 'keys', keys: [key] })
  })

  test.each<[string, Shape, RegExp]>([
    [' ', {}, /Write the key/],
    ['#1042', {}, /"#1042" is a discrepancy's number/],
    ['eu', COMPOSITE, /2 parts and "eu" has 1: write region\/id/],
    ['"eu 7', COMPOSITE, /not closed/],
  ])('%j (%j) is refused', (text, shape, sentence) => {
    expect(() => parseKeyAlone(payments(shape), text)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringMatching(sentence) }),
    )
  })
})
