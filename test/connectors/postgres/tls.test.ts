import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { startPostgres, type TestPostgres } from '../../support/postgres.ts'
import { nowhere, quietLog, readAll } from '../read-all.ts'

const run = promisify(execFile)
let postgres: TestPostgres
let folder: string

beforeAll(async () => {
  if (!hasOpenssl()) return
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-tls-'))
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Whether the read went through TLS, or how it failed. */
async function read(parameters: string, host = '127.0.0.1'): Promise<string> {
  const url = `${postgres.url.replace('127.0.0.1', host)}?${parameters}`
  const settings = { type: 'postgres', url, statementTimeoutSeconds: 60 } as const
  const connector = await openConnector({ name: 'crm', settings, scratchFolder: '/nowhere', log: quietLog })
  const location = { ...nowhere, query: 'select ssl as id from pg_stat_ssl where pid = pg_backend_pid()' }
  try {
    const [[id]] = (await readAll(connector, { location, columns: ['id'] })) as [[string]]
    return id === 't' ? 'encrypted' : 'plain'
  } catch (error) {
    expect(String(error)).not.toContain('s3cret-pw')
    return (error as Error).message
  }
}

/** Makes a certificate for `127.0.0.1` that nobody else signed, and hands it to the server. */
async function makeCertificate(): Promise<string> {
  const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')]
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=counterfoil-test'
  await run('openssl', [
    ...words.split(' '),
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ])
  for (const [file, name] of [
    [key, 'server.key'],
    [certificate, 'server.crt'],
  ] as const) {
    // The server writes its own copy: it may run as another user, and takes no key that others can read.
    const lines = (await readFile(file, 'utf8')).trimEnd()
    await postgres.query(
      `COPY (SELECT unnest(string_to_array('${lines}', E'\\n'))) TO PROGRAM 'cat > ${name} && chmod 600 ${name}'`,
    )
  }
  return certificate
}

async function turnOnTls(): Promise<void> {
  await postgres.query('ALTER SYSTEM SET ssl = on')
  await postgres.query('SELECT pg_reload_conf()')
  for (let on = false; !on; ) on = (await postgres.query('SHOW ssl'))[0]?.ssl === 'on'
}

describe.skipIf(!hasOpenssl())('a Postgres source over TLS', () => {
  test('is refused while the server has none, with the remedy', async () => {
    expect(await read('sslmode=require')).toMatch(
      /^crm: cannot connect to 127\.0\.0\.1:\d+: The server does not support SSL connections; take sslmode out of the url, or turn on ssl at the server\.$/,
    )
    expect(await read('sslmode=disable')).toBe('plain')
  })

  test('is verified by the certificate that the url names, under every word but no-verify', async () => {
    const certificate = await makeCertificate()
    await turnOnTls()
    const remedy =
      /^crm: cannot connect to 127\.0\.0\.1:\d+: self-signed certificate; name the certificate of its authority in the url \(sslrootcert=FILE\), or trust any server with sslmode=no-verify\.$/
    for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
      expect(await read(`sslmode=${mode}`)).toMatch(remedy)
      expect(await read(`sslmode=${mode}&sslrootcert=${encodeURIComponent(certificate)}`)).toBe('encrypted')
    }
    expect(await read(`sslrootcert=${encodeURIComponent(certificate)}`)).toBe('encrypted')
    expect(await read('sslmode=no-verify')).toBe('encrypted')
    // The certificate is for 127.0.0.1 alone.
    const elsewhere = await read(
      `sslmode=verify-full&sslrootcert=${encodeURIComponent(certificate)}`,
      'localhost',
    )
    expect(elsewhere).toMatch(
      /^crm: cannot connect to localhost:\d+: Hostname\/IP does not match .*; write the host into the url as the certificate has it\.$/,
    )
  })

  test('names the certificate that cannot be read, and not the url', async () => {
    const missing = join(folder, 'nobody.crt')
    expect(await read(`sslmode=require&sslrootcert=${encodeURIComponent(missing)}`)).toBe(
      `crm: cannot read the certificate ${JSON.stringify(missing)} (ENOENT); check sslrootcert, sslcert and sslkey in the url of the source.`,
    )
  })

  test('is told to use TLS where the server takes nothing else', async () => {
    const [{ file }] = (await postgres.query(`SELECT current_setting('hba_file') AS file`)) as [
      { file: string },
    ]
    await postgres.query(
      `COPY (SELECT 'hostssl all all 127.0.0.1/32 password') TO PROGRAM 'cat > ''${file.replaceAll("'", "''''")}'''`,
    )
    await postgres.query('SELECT pg_reload_conf()')
    await expect
      .poll(() => read('sslmode=disable'))
      .toMatch(
        /no pg_hba\.conf entry .* no encryption; the server may want TLS: write sslmode=verify-full into the url of the source\.$/,
      )
    expect(await read('sslmode=no-verify')).toBe('encrypted')
  })
})
