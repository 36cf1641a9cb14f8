import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeDemoConfig } from '../../../src/cli/demo/write-demo-config.ts'
import { loadSettings } from '../../../src/config/load-settings.ts'

const apiToken = 'cf_for-this-test'
const pagerUrl = 'http://127.0.0.1:4/incidents'
const folder = await mkdtemp(join(tmpdir(), 'counterfoil-demo-config-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('writeDemoConfig() fills in the address of the database', async () => {
  const url = 'postgres://demo_reader@127.0.0.1:5433/postgres'
  const writeUrl = 'postgres://demo_fixer@127.0.0.1:5433/postgres'
  const settings = await loadSettings(
    await writeDemoConfig(folder, { databaseUrl: url, writeUrl, pagerUrl, apiToken }),
    {},
  )
  expect(settings.sources.database).toMatchObject({ type: 'postgres', url, writeUrl })
  expect(settings.reconciliations[0]!.remedies).toMatchObject([{ name: 'copy_plan', approve: 'person' }])
  expect(settings.reconciliations.map(({ name, sides }) => [name, sides.map((side) => side.name)])).toEqual([
    ['customers', ['crm', 'billing', 'warehouse']],
    ['payments', ['payments', 'accounting']],
    ['orders', ['shop', 'bank']],
  ])
  expect(settings.http).toMatchObject({ host: '127.0.0.1', tokens: [{ name: 'demo' }] })
})

test('writeDemoConfig() makes files of tables where there is no database, and nothing else differs but that no remedy can change them', async () => {
  const load = async (databaseUrl: string | null) =>
    await loadSettings(
      await writeDemoConfig(folder, { databaseUrl, writeUrl: databaseUrl, pagerUrl, apiToken }),
      {},
    )
  const withDatabase = await load('postgres://x@127.0.0.1:1/x')
  const withFiles = await load(null)
  const types = Object.values(withFiles.sources).map((source) => source.type)
  expect(types.sort()).toEqual(['events', 'events', ...Array(5).fill('files')])
  expect(withFiles.sources.customers).toMatchObject({ type: 'files', path: join(folder, 'customers.csv') })
  expect(rulesOf(withFiles)).toEqual(rulesOf(withDatabase))
})

test('examples/demo/counterfoil.yml runs what can be read at least every minute', async () => {
  const settings = await loadSettings('examples/demo/counterfoil.yml', {
    DEMO_DATABASE_URL: 'postgres://x@y/z',
    DEMO_WRITE_URL: 'postgres://w@y/z',
  })
  // Six fields: the first is seconds.
  const crons = settings.reconciliations.map(({ schedule }) => schedule?.entries[0]?.cron.split(' ').length)
  expect(crons).toEqual([6, 6, undefined])
})

test('examples/postgres-and-csv/counterfoil.yml is valid, and names its variable when it is not set', async () => {
  const file = 'examples/postgres-and-csv/counterfoil.yml'
  expect(await readFile(file, 'utf8')).toContain('SHOP_URL')
  const settings = await loadSettings(file, { SHOP_URL: 'postgres://reader:secret@db.internal/shop' })
  expect(settings.reconciliations[0]!.sides.map((side) => side.name)).toEqual(['shop', 'provider'])
  await expect(loadSettings(file, {})).rejects.toThrow('SHOP_URL')
})

function rulesOf({ reconciliations }: Awaited<ReturnType<typeof loadSettings>>) {
  return reconciliations.map(({ sides, remedies: _, ...rules }) => ({
    ...rules,
    sides: sides.map(({ source, location, ...side }) => ({ ...side, where: location.where })),
  }))
}
