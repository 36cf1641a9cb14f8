import { describe, expect, test } from 'vitest'
import { GOOD_CONFIG, refusalOf, withPart } from '../support/config-files.ts'

const field = (rules: string) => withPart('email: text', `email: ${rules}`)
const rule = (text: string) => `${GOOD_CONFIG}    ${text}\n`
const crm = (text: string) =>
  withPart('{ source: crm, table: customers, key: id, dateColumn: made_on }', text)

test('a good config is not refused', async () => {
  expect(await refusalOf(GOOD_CONFIG)).toEqual([])
})

describe('a value of the wrong kind is refused with what to write', () => {
  test.each([
    [
      field('txt'),
      '10:7 reconciliations.customers.fields.email: "txt" is not a field type: write text, integer',
    ],
    [field('{ type: txet }'), '(did you mean "text"?)'],
    [field('5'), `"5" is not a field's rules: write a type`],
    [field('[text]'), `a list is not a field's rules`],
    [
      field('{ trim: yes }'),
      '10:16 reconciliations.customers.fields.email.trim: "yes" is not a yes or no: write true or false',
    ],
    [field('{ lag: 15 }'), '"15" is not a duration: write 30s, 15m, 2h or 1d'],
    [field('{ lag: 1.5h }'), '"1.5h" is not a duration'],
    [field('{ tolerance: -1 }'), '"-1" is not a tolerance: write an amount such as 0.01, or a percentage'],
    [field('{ tolerance: 1,5 }'), 'is not'],
    [field('{ tolerance: .inf }'), '".inf" is not a tolerance'],
    [field('{ severity: urgent }'), '"urgent" is not a severity: write high, medium or low'],
    [field('{ nulls: never }'), 'is not a rule for null: write mismatch, pending or ignore'],
    [field('{ keep: digit }'), 'write digits, letters or alphanumeric (did you mean "digits"?)'],
    [
      field('{ zone: { crm: Berlin } }'),
      'is not a time zone: write an IANA name such as Europe/Berlin, or UTC (did you mean "Europe/Berlin"?)',
    ],
    [field('{ zone: { crm: "+01:00" } }'), '"+01:00" is not a time zone'],
    [field('{ map: { crm: { a: null } } }'), 'fields.email.map.crm.a: is empty: it needs text'],
    [
      crm('{ source: crm, table: customers, key: [] }'),
      'key: a list is not a key: write one column, or a list',
    ],
    [crm('{ source: crm, table: customers, key: 7 }'), '"7" is not a key'],
    [
      crm('{ table: customers, key: id }'),
      '7:7 reconciliations.customers.sides.crm.source: is missing: it needs the name of a source',
    ],
    [crm('crm'), 'sides.crm: "crm" is not a side: write source and key below it'],
    [rule('schedule: hourly'), '"hourly" is not a cron expression: write five fields in quotes'],
    [rule('schedule: { cron: "61 * * * *" }'), 'schedule.cron: "61 * * * *" is not a cron expression'],
    [rule('schedule: { zone: UTC }'), 'schedule.cron: is missing: it needs a cron expression'],
    [rule('notify: { channel: ops }'), '"ops" is not a channel: write "#name" in quotes'],
    [
      rule('notify:\n      channel: #ops'),
      'notify.channel: is empty: it needs a channel: write "#name" in quotes (an unquoted # begins a comment)',
    ],
    [rule('notify: { channel: "#ops", maxCards: 51 }'), '"51" is not a whole number: write 0 to 50'],
    [rule('likelyCorrect: { default: {} }'), 'likelyCorrect.default: a mapping is not a rule'],
    [rule('likelyCorrect: 5'), '"5" is not a rule: write a side'],
    [rule('triage: { escalate: "@oncall" }'), '"@oncall" is not a mapping: write { to: "@group" }'],
    [
      withPart('  customers:', '  "our customers":'),
      'reconciliations.our customers: "our customers" is not a name: write letters',
    ],
    [withPart('email: text', 'default: text'), '"default" is not a field name: write another name'],
    [withPart('exports/*.csv }', '"" }'), 'sources.export.path: "" is not a path'],
    [
      withPart('type: files, path: exports/*.csv', 'type: sqlite'),
      'sources.export.path: is missing: it needs a path: write the file of the database',
    ],
    [
      withPart('type: files, path: exports/*.csv', 'type: sqlite, path: a.db'),
      'sides.export: neither table nor query is said',
    ],
    [
      withPart('type: files, path: exports/*.csv', 'type: sqlite, path: a.db, url: x'),
      '"url" is not known here: write one of type, path',
    ],
    [
      withPart('exports/*.csv }', 'a.json, records: .data }'),
      'sources.export.records: ".data" is not a path of names: write data, or result.items',
    ],
    [withPart('exports/*.csv }', 'a.csv, settledFor: 5 }'), 'settledFor: "5" is not a duration: write 30s'],
    [
      withPart('exports/*.csv }', 'a.csv, trailer: "(" }'),
      'trailer: "(" is not a trailer to use: it does not compile',
    ],
    [
      withPart('exports/*.csv }', 'a.csv, trailer: "{rows} of {rows}" }'),
      'is not a trailer to use: write {rows} once',
    ],
    [withPart('exports/*.csv }', 'a.csv, trailer: "(a+)+" }'), 'it repeats a group that holds a repetition'],
    ['sources: {}\nreconciliations: {}\n', '1:1 sources: nothing stands here: write at least one'],
    ['sources:\n', '1:1 reconciliations: is missing'],
    ['- a\n', '1:1: a list is not a mapping: write sources and reconciliations'],
  ])('%#: %s', async (text, expected) => {
    expect((await refusalOf(text)).join('\n')).toContain(expected)
  })
})

describe('an unknown name is refused with the nearest known one', () => {
  test.each([
    [
      rule('titel: Customers'),
      '12:5 reconciliations.customers.titel: "titel" is not known here (did you mean "title"?)',
    ],
    [rule('colour: red'), '"colour" is not known here: write one of title, sides, keys, fields'],
    [field('{ tolerence: 1 }'), '"tolerence" is not known here (did you mean "tolerance"?)'],
    [withPart('path:', 'pth:'), 'sources.export.pth: "pth" is not known here (did you mean "path"?)'],
    [
      withPart('path: exports/*.csv', 'path: a.csv, url: b'),
      '"url" is not known here: write one of type, path',
    ],
    [
      withPart('type: files', 'type: file'),
      '"file" is not a kind of source: write postgres, mysql, files, http, sqlite, events or kafka (did you mean "files"?)',
    ],
    [
      crm('{ source: crn, table: customers, key: id }'),
      'sides.crm.source: there is no source "crn" (did you mean "crm"?)',
    ],
    [
      crm('{ source: crm, table: t, key: id, columns: { emial: x } }'),
      'columns.emial: there is no field "emial" (did you mean "email"?)',
    ],
    [
      field('{ map: { exports: { a: b } } }'),
      'fields.email.map.exports: there is no side "exports" (did you mean "export"?)',
    ],
    [field('{ zone: { crn: UTC } }'), 'fields.email.zone.crn: there is no side "crn" (did you mean "crm"?)'],
    [rule('likelyCorrect: crmm'), 'likelyCorrect: there is no side "crmm" (did you mean "crm"?)'],
    [
      rule('likelyCorrect: { defalt: crm }'),
      'likelyCorrect.defalt: there is no field "defalt" (did you mean "default"?)',
    ],
    [
      rule('likelyCorrect: { email: [crm, warehouse] }'),
      'there is no side "warehouse": write one of crm, export',
    ],
  ])('%#: %s', async (text, expected) => {
    expect((await refusalOf(text)).join('\n')).toContain(expected)
  })
})

describe('runs of changes', () => {
  test.each([
    [
      'schedule: { cron: "0 * * * *", changedOnly: true }',
      [
        'sides.crm: changedOnly needs to know when a record changed: write updatedAt: with a column of crm, or changes: with its change log, or remove changedOnly',
        'sides.export: changedOnly needs to know',
      ],
    ],
    ['changes: {}', ['sides.crm: changes needs to know', 'sides.export: changes needs to know']],
    [
      'schedule: { cron: "0 * * * *", deepScan: "0 3 * * 0" }',
      [
        'schedule.deepScan: every run is a deep one without changedOnly: write changedOnly: true, or remove deepScan',
      ],
    ],
    [
      'schedule: { cron: "0 * * * *", deepScan: "0 33 * * 0" }',
      ['schedule.deepScan: "0 33 * * 0" is not a cron expression'],
    ],
    ['changes: { overlap: 5 }', ['changes.overlap: "5" is not a duration: write 30s, 15m, 2h or 1d']],
    [
      'notify: { digest: "#a", digestAt: { cron: "0 9 * * *", deepScan: "0 3 * * 0" } }',
      ['digestAt.deepScan: "deepScan" is not known here'],
    ],
  ])('%s is refused with the remedy', async (text, expected) => {
    const refused = (await refusalOf(rule(text))).join('\n')
    for (const sentence of expected) expect(refused).toContain(sentence)
  })
})

describe('what this version cannot do is refused, not ignored', () => {
  test.each([
    [
      rule('incident: x'),
      '12:5 reconciliations.customers.incident: "incident" is not supported yet in this version: remove it',
    ],
    [rule('groupBy: x'), '"groupBy" is not known here'],
    [
      rule('triage: { escalate: { to: "@a", incident: pagerduty } }'),
      'triage.escalate.incident: "incident" is not supported yet',
    ],
    [
      withPart('type: files, path: exports/*.csv', 'type: trino, url: x'),
      '"trino" sources are not supported yet in this version: write postgres, mysql, files, http, sqlite, events or kafka',
    ],
  ])('%#: %s', async (text, expected) => {
    expect((await refusalOf(text)).join('\n')).toContain(expected)
  })
})

describe('parts that do not fit together are refused', () => {
  test.each([
    [
      withPart('      export: { source: export, key: customer_ref }\n', ''),
      '6:5 reconciliations.customers.sides: 1 side cannot be compared: write two or more',
    ],
    [
      withPart('key: customer_ref', 'key: [a, b]'),
      'sides.export.key: the key has 2 columns here and 1 column on crm: write as many on every side',
    ],
    [crm('{ source: crm, key: id }'), 'sides.crm: neither table nor query is said'],
    [
      crm('{ source: crm, table: t, query: select 1, key: id }'),
      'sides.crm.query: both table and query are said',
    ],
    [
      withPart('source: export, key', 'source: export, table: x, key'),
      'sides.export.table: a files source has no table',
    ],
    [
      withPart('      crm: {', '      latest: {'),
      'sides.latest: "latest" is a rule of likelyCorrect and no name for a side',
    ],
    [
      field('{ type: text, tolerance: 1 }'),
      'email.tolerance: a field of type text has no tolerance: write type: integer or decimal',
    ],
    [field('{ type: date, lag: 1h }'), 'email.lag: a field of type date has no lag: write type: timestamp'],
    [field('{ type: integer, ignoreCase: true }'), 'a field of type integer has no ignoreCase'],
    [field('{ type: text, total: true }'), 'a field of type text has no total'],
    [field('{ type: text, zone: { crm: UTC } }'), 'a field of type text has no zone'],
    [
      field('{ lag: 1h, tolerance: 1 }'),
      'tolerance is for numbers and lag for timestamps: write one of them',
    ],
    [
      withPart('key: customer_ref', 'key: customer_ref, columns: { email: null }'),
      'fields.email: fewer than two sides have this field',
    ],
    [field('{ nulls: pending }'), 'email.nulls: pending lasts for missing.grace, and there is none'],
    [rule('missing: { grace: 1h }'), 'missing.grace: no side says when a record changed: add updatedAt'],
    [rule('likelyCorrect: majority'), 'likelyCorrect: two sides have no majority'],
    [
      rule('likelyCorrect: { email: latest }'),
      'likelyCorrect.email: latest needs updatedAt on two sides at least',
    ],
    [rule('likelyCorrect: [crm, crm]'), 'likelyCorrect: "crm" stands here twice'],
    [
      rule('notify: { channel: "#a", digestAt: "0 9 * * *" }'),
      'notify.digestAt: digestAt without digest does nothing',
    ],
    [
      rule('notify: { channel: "#a", quietDay: silent }'),
      'notify.quietDay: quietDay without digest does nothing',
    ],
    [rule('notify: { digest: "#a", maxCards: 5 }'), 'notify.maxCards: maxCards without channel does nothing'],
    [withPart('      email: text\n      balance: decimal\n', '      {}\n'), 'fields: no field is compared'],
  ])('%#: %s', async (text, expected) => {
    expect((await refusalOf(text)).join('\n')).toContain(expected)
  })
})

test('all problems are told at once, in the order of the file', async () => {
  const refused = await refusalOf(`sources:
  crm: { type: postgres, url: "\${NOPE}" }
  export: { type: files, pth: x }
reconciliations:
  customers:
    sides:
      crm: { source: crmm, table: customers, key: id }
      export: { source: export, key: [a, b], shadow: {} }
    fields:
      email: txt
      email: { type: date, lag: 1x }
      age: { type: date, lag: 1h }
    likelyCorrect: { emial: crm }
  orders: {}
`)
  expect(refused.map((line) => line.replace(/: .*/, ''))).toEqual([
    '2:26 sources.crm.url',
    '3:3 sources.export.path',
    '3:26 sources.export.pth',
    '7:14 reconciliations.customers.sides.crm.source',
    '8:33 reconciliations.customers.sides.export.key',
    '8:46 reconciliations.customers.sides.export.shadow',
    '11:7 reconciliations.customers.fields.email',
    '11:28 reconciliations.customers.fields.email.lag',
    '12:26 reconciliations.customers.fields.age.lag',
    '13:22 reconciliations.customers.likelyCorrect.emial',
    '14:3 reconciliations.orders.sides',
    '14:3 reconciliations.orders.fields',
  ])
})
