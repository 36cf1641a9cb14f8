import { describe, expect, test } from 'vitest'
import { loadSettings } from '../../src/config/load-settings.ts'
import { GOOD_CONFIG, refusalOf, withPart } from '../support/config-files.ts'

describe('YAML that cannot be read is refused with its place', () => {
  test.each([
    ['sources:\n\tcrm: {}\n', '2:1: a tab begins the line: indent with spaces'],
    ['', '1:1: the file is empty: write sources and reconciliations'],
    ['# only a comment\n', 'the file is empty'],
    ['a: 1\n---\nb: 2\n', '2:1: a second document begins here'],
    ['a: "x\n', 'a quote is not closed'],
    ['a: [1\nb: 2\n', 'a bracket is not closed'],
    ['a: { url: ${CRM_URL} }\n', '1:12: the YAML cannot be read: put quotes around "${...}" inside { }'],
    ['a: @oncall\n', '1:4: a value begins with a sign that YAML reserves'],
    ['a: b: c\n', '1:4: a second ": " in one line: put the value in quotes'],
    ['a: *nowhere\n', 'no "&nowhere" stands before this alias'],
    [
      withPart('      email: text', '      email: text\n      email: integer'),
      '11:7 reconciliations.customers.fields.email: "email" stands here a second time: keep one of the two',
    ],
    [withPart('email: text', 'email: { map: { crm: { 1: a, "1": b } } }'), '"1" stands here a second time'],
    [withPart('email: text', '__proto__: text'), 'a key must be plain text'],
    [withPart('email: text', '[a, b]: text'), 'a key must be plain text'],
    [Buffer.from('a: \xff\n', 'latin1'), 'this is not UTF-8 text: save it as UTF-8'],
  ])('%#: %s', async (text, expected) => {
    expect((await refusalOf(text)).join('\n')).toContain(expected)
  })

  test('aliases that multiply without end', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, n) => `${'abcdefghi'[n]}: &${n} [${Array(9).fill(n ? `*${n - 1}` : 'x')}]`,
    )
    expect((await refusalOf(`${levels.join('\n')}\n`)).join('\n')).toContain(
      'aliases (*) refer to each other too often',
    )
  })
})

describe('variables and secrets', () => {
  test('a variable that is not set is named once, with its place', async () => {
    expect(await refusalOf(withPart('${CRM_URL}', '${CRM_ULR}'))).toEqual([
      '2:26 sources.crm.url: the environment variable CRM_ULR is not set: set it, or write ${CRM_ULR:-default} (did you mean "CRM_URL"?)',
    ])
  })

  test('an empty variable and a broken one are told apart', async () => {
    expect(await refusalOf(withPart('${CRM_URL}', '${EMPTY}'))).toEqual([
      '2:26 sources.crm.url: the environment variable EMPTY is empty: give it a value',
    ])
    expect(await refusalOf(withPart('${CRM_URL}', '${CRM_URL'))).toEqual([
      expect.stringContaining('begins no variable'),
    ])
  })

  test.each([
    'postgres://reader:hunter2@db/crm',
    'postgres://reader:hun:ter2@ter2@db/crm',
    'postgres://reader:hunter2/x@db/crm',
    'postgres://reader@db/crm?password=hunter2',
    'postgres://reader:${CRM_PASSWORD:-hunter2}@db/crm',
    '${CRM_URL:-postgres://reader:hunter2@db/crm}',
    'postgres:/reader:hunter2@db/crm',
    'mysql://reader:hunter2@db/crm',
    'hunter2',
  ])('a URL is never printed: %s', async (url) => {
    const refused = await refusalOf(withPart('${CRM_URL}', url), {})
    expect(refused).toEqual([expect.stringMatching(/write "\$\{CRM_URL\}"/)])
    expect(refused.join()).not.toMatch(/hun|ter2/)
  })

  test('a password from a variable within the URL is fine', async () => {
    expect(await refusalOf(withPart('${CRM_URL}', 'postgres://reader:${PASSWORD}@db/crm'))).toEqual([])
  })

  test('a wrong value that came from a variable is shown as written', async () => {
    const refused = await refusalOf(`${GOOD_CONFIG}    notify: { channel: "\${CRM_URL}" }\n`)
    expect(refused.join()).toContain('"${CRM_URL}" is not a channel')
    expect(refused.join()).not.toContain('sesame')
  })
})

describe('a file that cannot be read is refused with what to do', () => {
  test('that is not there', async () => {
    await expect(loadSettings('no/such.yml', {})).rejects.toThrow(
      'no/such.yml: there is no such file: write one with `counterfoil init`, or name it with --config FILE',
    )
  })

  test('that is a folder', async () => {
    await expect(loadSettings('test', {})).rejects.toThrow('test: this is a folder')
  })
})
