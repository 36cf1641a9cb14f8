import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXIT, exitStatusOfComparison, exitStatusOfError } from '../../src/cli/exit-status.ts'
import { describeError, hidePasswords } from '../../src/cli/report-error.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'

test('describeError is one line for a coded error, and its stack with --debug', () => {
  const error = new CounterfoilError('source-missing', 'crm: there is no file', {
    cause: new Error('ENOENT'),
  })
  expect(describeError(error, false)).toBe('counterfoil: crm: there is no file\n')
  expect(describeError(error, true)).toMatch(/there is no file\n +at .*caused by Error: ENOENT/s)
})

test('describeError puts the places of a config at the beginning of their lines', () => {
  const error = new CounterfoilError('config-invalid', 'c.yml:1:1 a: wrong\nc.yml:2:1 b: wrong')
  expect(describeError(error, false)).toBe(
    'counterfoil: the config has 2 problems:\nc.yml:1:1 a: wrong\nc.yml:2:1 b: wrong\n',
  )
})

test('describeError shows the stack of an uncoded error and asks for a report', () => {
  const text = describeError(new TypeError('x is not a function'), false)
  expect(text).toMatch(/^counterfoil: internal error: TypeError: x is not a function\n +at /)
  expect(text).toContain('report')
  expect(describeError('thrown text', false)).toContain('thrown text')
})

test('describeError is one line with a remedy when a folder cannot be written', () => {
  const error = Object.assign(new Error("EACCES: permission denied, mkdir '/srv/data'"), { code: 'EACCES' })
  expect(describeError(error, false)).toBe(
    "counterfoil: EACCES: permission denied, mkdir '/srv/data': let this user write there, or name another folder by " +
      'the environment variable COUNTERFOIL_DATA\n',
  )
})

test('describeError says when a file stands where the data folder has to be', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-report-'))
  const file = join(folder, 'data')
  await writeFile(file, '')
  for (const taken of [file, join(file, 'scratch')]) {
    const error = await mkdir(taken, { recursive: true }).catch((cause: unknown) => cause)
    expect(describeError(error, false)).toMatch(
      /^counterfoil: [^\n]*a file stands where a folder has to be[^\n]*\n$/,
    )
  }
  const other = await writeFile(file, '', { flag: 'wx' }).catch((cause: unknown) => cause)
  expect(describeError(other, false)).toContain('internal error')
  await rm(folder, { recursive: true })
})

test.each([
  ['postgres://me:pw@db/x', 'postgres://me:***@db/x'],
  ['"postgresql://me:p/w@x@db/x"', '"postgresql://me:***@db/x"'],
  ['https://db/x:1?a=b', 'https://db/x:1?a=b'],
  ['postgres://:pw@db', 'postgres://:***@db'],
])('hidePasswords hides the password in %s', (text, hidden) => {
  expect(hidePasswords(text)).toBe(hidden)
})

test('exit statuses are those that scripts rely on', () => {
  expect(EXIT).toMatchObject({ agree: 0, findings: 1, usage: 2, failed: 3 })
  expect(exitStatusOfComparison('completed', 0)).toBe(0)
  expect(exitStatusOfComparison('completed', 7)).toBe(1)
  expect(exitStatusOfComparison('held', 0)).toBe(3)
  expect(exitStatusOfError(new CounterfoilError('usage', ''))).toBe(2)
  expect(exitStatusOfError(new CounterfoilError('config-invalid', ''))).toBe(2)
  expect(exitStatusOfError(new CounterfoilError('source-unreachable', ''))).toBe(3)
  expect(exitStatusOfError(new Error('bug'))).toBe(3)
})
