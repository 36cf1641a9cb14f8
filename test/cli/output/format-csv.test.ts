import { expect, test } from 'vitest'
import { formatCsv } from '../../../src/cli/output/format-csv.ts'
import { csvRow } from '../../../src/domain/csv-row.ts'
import { aReport, FINDINGS, SCHEMA_FINDINGS } from './a-report.ts'

test('csv has a header and one finding a row, absent cells empty', () => {
  expect([...formatCsv(aReport(FINDINGS))]).toEqual([
    'kind,key.id,field,value.crm,value.billing,likelyCorrect,cause,presentOn,missingFrom,side,count,raw,severity\n',
    'mismatch,3,balance,42.50,42.05,billing,,,,,,,high\n',
    'missing,9,,,,,,crm,billing,,,,high\n',
    'duplicate,4,,,,,,,,billing,2,,high\n',
    'invalid,5,balance,,,,,,,crm,,n/a,high\n',
  ])
})

test('csv has no key for what is wrong with the schema, and the problem as its cause', () => {
  expect([...formatCsv(aReport(SCHEMA_FINDINGS))].slice(1)).toEqual([
    'schema,,plan,,,,missing-column,,,billing,,,high\n',
    'schema,,balance,,,,type-mismatch,,,,,,high\n',
  ])
})

test('csv has only its header when nothing was found', () => {
  expect([...formatCsv(aReport([]))]).toHaveLength(1)
})

test('csv quotes commas, quotes, line breaks, white space at the ends and empty text; null stays empty', () => {
  expect(csvRow(['a,b', 'say "hi"', 'two\nlines', ' x', '', null, '=1+1'])).toBe(
    '"a,b","say ""hi""","two\nlines"," x","",,=1+1\n',
  )
})
