import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/store/migrations.ts'

const run = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname

test('the migrations make the schema: generating again finds nothing to add', async () => {
  const parent = await mkdtemp(join(root, 'node_modules', '.drizzle-'))
  const out = join(parent, 'drizzle')
  try {
    await cp(MIGRATIONS.migrationsFolder, out, { recursive: true })
    const before = await readdir(out, { recursive: true })
    const { stdout } = await run(
      process.execPath,
      [
        join(root, 'node_modules/drizzle-kit/bin.cjs'),
        'generate',
        '--dialect=postgresql',
        '--schema=./src/store/schema.ts',
        `--out=${relative(root, out)}`,
      ],
      { cwd: root },
    )
    expect(stdout).toContain('No schema changes')
    expect(await readdir(out, { recursive: true })).toEqual(before)
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
})
