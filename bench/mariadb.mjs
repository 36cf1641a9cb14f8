// A MariaDB of the bench's own, with the settings that a server has out of the box but for its durability.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { freePort } from './server.mjs'

const PROGRAM = ['/usr/sbin/mariadbd', '/usr/bin/mariadbd', '/usr/local/bin/mariadbd'].find((path) =>
  existsSync(path),
)

/** Null where there is no MariaDB here. */
export async function startMariadb() {
  if (!PROGRAM) return null
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-bench-mariadb-'))
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
  const data = `--datadir=${join(folder, 'data')}`
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot],
    { stdio: 'ignore' },
  )
  const [port, socketPath] = [await freePort(), join(folder, 'socket')]
  const place = [
    `--socket=${socketPath}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
  ]
  const tuning = [
    '--innodb-buffer-pool-size=1G',
    '--innodb-flush-log-at-trx-commit=0',
    '--default-time-zone=+00:00',
  ]
  const server = spawn(PROGRAM, ['--no-defaults', data, ...place, ...tuning, ...asRoot], { stdio: 'ignore' })
  const close = async () => {
    server.kill('SIGKILL')
    if (server.exitCode === null && server.signalCode === null)
      await new Promise((r) => server.once('exit', r))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const root = await connectWhenReady(server, socketPath)
    await root.query(`CREATE DATABASE bench CHARACTER SET utf8mb4; CREATE USER bench@'127.0.0.1' IDENTIFIED BY 'bench';
      GRANT ALL ON bench.* TO bench@'127.0.0.1'; USE bench`)
    const query = (sql) => root.query(sql)
    return { url: `mysql://bench:bench@127.0.0.1:${port}/bench`, query, close: () => root.end().then(close) }
  } catch (cause) {
    await close()
    throw cause
  }
}

async function connectWhenReady(server, socketPath) {
  for (let attempt = 0; attempt < 600 && server.exitCode === null; attempt++) {
    try {
      return await mysql.createConnection({ socketPath, user: 'root', multipleStatements: true })
    } catch {
      await pause(50)
    }
  }
  throw new Error('MariaDB did not start')
}
