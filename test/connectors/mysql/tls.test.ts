import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MARIADB_MISSING, startMariadb, type TestMariadb } from '../../support/mariadb.ts'
import { nowhere, readKeys } from '../read-all.ts'
import { openTestMysql } from './open-test-mysql.ts'

let folder: string
let mariadb: TestMariadb

const missing =
  MARIADB_MISSING ??
  (process.env.MYSQL_URL ? 'skipped: the server of MYSQL_URL has certificates of its own' : null)

/** How the session is encrypted, or how connecting fails. */
async function cipherBy(parameters: string, host = 'localhost'): Promise<string> {
  const source = await openTestMysql(`${mariadb.url.replace('127.0.0.1', host)}?${parameters}`)
  const query = `select variable_value as c from information_schema.session_status where variable_name = 'Ssl_cipher'`
  const request = { location: { ...nowhere, query }, columns: ['c'] }
  return await readKeys(source, request).then(
    ([cipher]) => (cipher ? 'encrypted' : 'plain'),
    (error: Error) => error.message,
  )
}

describe.skipIf(missing)(`TLS to MariaDB ${missing ?? ''}`, () => {
  const certificate = () => join(folder, 'cert.pem')
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'counterfoil-tls-'))
    const key = join(folder, 'key.pem')
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate()],
    ])
    mariadb = await startMariadb([`--ssl-cert=${certificate()}`, `--ssl-key=${key}`])
  })
  afterAll(async () => {
    await mariadb?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('is used when it is asked for', async () => {
    expect(await cipherBy('ssl-mode=DISABLED')).toBe('plain')
    expect(await cipherBy('ssl-mode=REQUIRED')).toBe('encrypted')
    expect(await cipherBy('ssl-mode=required', '127.0.0.1')).toBe('encrypted')
  })

  test('refuses a certificate that nobody vouches for', async () => {
    for (const mode of ['VERIFY_CA', 'VERIFY_IDENTITY']) {
      expect(await cipherBy(`ssl-mode=${mode}`)).toMatch(
        /^billing: cannot connect to localhost:\d+: self-signed certificate; check ssl-mode and ssl-ca in the url/,
      )
      expect(await cipherBy(`ssl-mode=${mode}&ssl-ca=${encodeURIComponent(certificate())}`)).toBe('encrypted')
    }
  })

  test('refuses to check an address, and a file that is not there', async () => {
    expect(await cipherBy('ssl-mode=VERIFY_IDENTITY', '127.0.0.1')).toBe(
      'billing: ssl-mode=VERIFY_IDENTITY needs the name of the server as the host of the url.',
    )
    expect(await cipherBy('ssl-mode=VERIFY_CA&ssl-ca=/nowhere.pem')).toMatch(
      /^billing: the file of ssl-ca cannot be read \(ENOENT.*\); check its path in the url\.$/,
    )
  })
})
