import { describe, expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const config = (match: string, sides = '') => `sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: customers, key: id }
      billing: { source: crm, table: accounts, key: id, columns: { phone: null }${sides} }
      # more
    fields: { name: text, email: text, born: date, amount: {}, phone: text }
    missing: { severity: medium }
    match: ${match}
`
const withMailer = (text: string) => text.replace('# more', 'mailer: { source: crm, table: mails, key: id }')
const withoutPhone = (text: string) => text.replace(', phone: text', '').replace('phone: null', '')

const rulesOf = async (match: string) =>
  (await loadText(withoutPhone(config(match)))).settings.reconciliations[0]!.match
const problemsOf = async (text: string) => (await refusalOf(withoutPhone(text))).join('\n')

test('match is loaded with its defaults', async () => {
  expect(await rulesOf('{ blocking: [email], fields: { name: {} } }')).toEqual({
    blocking: [['email']],
    fields: [{ field: 'name', similarity: 'exact', weight: 1 }],
    thresholdMillionths: 900_000,
    marginMillionths: 50_000,
    maxPairs: 100_000,
    severity: 'medium',
  })
})

test('match is loaded with everything it can say', async () => {
  const said =
    '{ blocking: [email, [name, born]], fields: { name: { similarity: jaro_winkler, weight: 3 }, amount: { similarity: exact, weight: 1000 } }, ' +
    'threshold: 0.85, margin: 0.000001, maxPairs: 5000, severity: low }'
  expect(await rulesOf(said)).toEqual({
    blocking: [['email'], ['name', 'born']],
    fields: [
      { field: 'name', similarity: 'jaro_winkler', weight: 3 },
      { field: 'amount', similarity: 'exact', weight: 1_000 },
    ],
    thresholdMillionths: 850_000,
    marginMillionths: 1,
    maxPairs: 5_000,
    severity: 'low',
  })
})

describe('a match that cannot be meant is refused with its place and the remedy', () => {
  const fields = 'fields: { name: {} }'
  test.each([
    [
      `{ ${fields} }`,
      'match.blocking: is missing: it needs a list of blocks: write [email, [last_name, birth_date]]',
    ],
    [`{ blocking: [], ${fields} }`, 'match.blocking: a list is not a list of blocks: write'],
    [
      `{ blocking: [[]], ${fields} }`,
      'match.blocking[0]: a list is not a block: write a field, or a list of fields',
    ],
    [
      `{ blocking: [emial], ${fields} }`,
      'match.blocking[0]: there is no field "emial" (did you mean "email"?)',
    ],
    [`{ blocking: [email, [name, brn]], ${fields} }`, 'match.blocking[1]: there is no field "brn"'],
    [`{ blocking: [[email, email]], ${fields} }`, 'match.blocking[0]: "email" stands twice in this block'],
    ['{ blocking: [email], fields: {} }', 'match.fields: no field makes a score: write at least one'],
    [
      '{ blocking: [email], fields: { nmae: {} } }',
      'match.fields.nmae: there is no field "nmae" (did you mean "name"?)',
    ],
    [
      '{ blocking: [email], fields: { name: { weight: 0 } } }',
      'match.fields.name.weight: "0" is not a weight: write a whole number from 1 to 1000',
    ],
    [
      '{ blocking: [email], fields: { name: { weight: -1 } } }',
      'match.fields.name.weight: "-1" is not a weight',
    ],
    [
      '{ blocking: [email], fields: { name: { weight: 0.5 } } }',
      'match.fields.name.weight: "0.5" is not a weight',
    ],
    [
      '{ blocking: [email], fields: { name: { similarity: jaro_winker } } }',
      'match.fields.name.similarity: "jaro_winker" is not a similarity: write exact, jaro_winkler, levenshtein, damerau_levenshtein or jaccard (did you mean "jaro_winkler"?)',
    ],
    [
      '{ blocking: [email], fields: { born: { similarity: levenshtein } } }',
      'match.fields.born.similarity: levenshtein compares texts, and the type is date: write similarity: exact',
    ],
    [
      `{ blocking: [email], ${fields}, threshold: 0 }`,
      'match.threshold: "0" is not a score: write a number above 0',
    ],
    [`{ blocking: [email], ${fields}, threshold: 1.01 }`, 'match.threshold: "1.01" is not a score'],
    [`{ blocking: [email], ${fields}, threshold: 90% }`, 'match.threshold: "90%" is not a score'],
    [`{ blocking: [email], ${fields}, threshold: 0.1234567 }`, 'match.threshold: "0.1234567" is not a score'],
    [
      `{ blocking: [email], ${fields}, margin: -0.1 }`,
      'match.margin: "-0.1" is not a share: write a number from 0 to 1',
    ],
    [`{ blocking: [email], ${fields}, margin: 2 }`, 'match.margin: "2" is not a share'],
    [`{ blocking: [email], ${fields}, maxPairs: 0 }`, 'match.maxPairs: "0" is not a number of pairs'],
    [
      `{ blocking: [email], ${fields}, maxPairs: 1000001 }`,
      'match.maxPairs: "1000001" is not a number of pairs',
    ],
    [`{ blocking: [email], ${fields}, treshold: 1 }`, 'match.treshold: "treshold" is not known here'],
  ])('%s', async (match, problem) => {
    expect(await problemsOf(config(match))).toContain(problem)
  })

  test('of a field that one side lacks', async () => {
    const lacking = config('{ blocking: [phone], fields: { phone: {} } }').replace(
      'table: customers, key: id }',
      'table: customers, key: id }\n      mailer: { source: crm, table: mails, key: id }',
    )
    expect((await refusalOf(lacking)).join('\n')).toContain(
      'match.blocking[0]: side "billing" lacks the field "phone", so it makes no pair: write a field that both have',
    )
  })

  test('of more than two sides, of a group, of a side that need not have the record', async () => {
    const match = `{ blocking: [email], ${fields} }`
    expect(await problemsOf(withMailer(config(match)))).toContain(
      'match: match pairs records of two sides, and here are 3: remove match, or compare two sides in a reconciliation of their own',
    )
    const aggregates = 'name: same, email: same, born: same, amount: same'
    expect(await problemsOf(config(match, `, groupBy: { ${aggregates} }`))).toContain(
      'match: side "billing" says groupBy, and groups are not paired: remove match or groupBy',
    )
    expect(await problemsOf(config(match, ', optional: true'))).toContain(
      'match: side "billing" is optional, so what it lacks is never missing and cannot be paired: remove match or optional',
    )
  })
})
