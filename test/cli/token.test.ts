import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { HttpConfig } from '../../src/config/http-schema.ts'
import { makeFolder, runCounterfoil } from './run-counterfoil.ts'

const hashOf = (token: string) => `sha256:${createHash('sha256').update(token).digest('hex')}`

test('token prints a token and the line by which the config knows it, without config or tracker', async () => {
  const cwd = await makeFolder()
  const { status, stdout, stderr } = await runCounterfoil(['token', 'ci', '--scopes', 'read,run'], { cwd })
  expect(status).toBe(0)
  const [token, line, end] = stdout.split('\n')
  expect(token).toMatch(/^cf_[A-Za-z0-9_-]{43}$/)
  expect(end).toBe('')
  const tokens = parse(line!) as unknown
  expect(tokens).toEqual({ ci: { hash: hashOf(token!), scopes: ['read', 'run'] } })
  expect(HttpConfig.safeParse({ tokens }).success).toBe(true)
  expect(stderr).toMatch(/^counterfoil: keep the first line secret[^\n]*\n$/)
  expect(stderr).not.toContain(token)
})

test('token as JSON is one object, and another one each time', async () => {
  const cwd = await makeFolder()
  const make = async () =>
    JSON.parse((await runCounterfoil(['token', 'shop', '--format', 'json'], { cwd })).stdout) as {
      token: string
      hash: string
    }
  const [one, other] = [await make(), await make()]
  expect(one).toEqual({ name: 'shop', token: one.token, hash: hashOf(one.token), scopes: ['read'] })
  expect(other.token).not.toBe(one.token)
})

test.each([
  [
    ['token', 'ci', '--scopes', 'reed'],
    '--scopes "reed" is unknown (did you mean "read"?): write one of read',
  ],
  [['token', 'c i'], '"c i" is no name for a token: write letters'],
])('token refuses what it does not know: %j', async (words, sentence) => {
  const { status, stdout, stderr } = await runCounterfoil(words, { cwd: await makeFolder() })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(sentence)
})
