import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileStore } from '../../../src/cli/demo/file-store.ts'
import { sampleData } from '../../../src/cli/demo/sample-systems.ts'
import { writeDemoConfig } from '../../../src/cli/demo/write-demo-config.ts'
import { loadSettings } from '../../../src/config/load-settings.ts'
import { connectTo } from '../../../src/connectors/connect-to.ts'
import { compareReconciliation } from '../../../src/operations/compare-reconciliation.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-demo-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the sample systems without a database give the same findings', async () => {
  const data = sampleData('2026-11-21')
  for (const system of Object.values(data.systems)) await fileStore(folder).write(system)
  const settings = await loadSettings(
    await writeDemoConfig(folder, {
      databaseUrl: null,
      writeUrl: null,
      pagerUrl: 'http://127.0.0.1:4/',
      apiToken: 'cf_',
    }),
    {},
  )
  const environment = {
    slackBotToken: null,
    slackAppToken: null,
    slackSigningSecret: null,
    slackApiUrl: 'http://127.0.0.1:1/api/',
    databaseUrl: null,
    dataFolder: folder,
  }
  const context = {
    connect: connectTo({ settings, dataFolder: environment.dataFolder, log }),
    scratchFolder: folder,
    log,
    now: () => new Date('2026-11-21T12:00:00Z'),
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  // What is only told has no sample system.
  for (const reconciliation of settings.reconciliations.filter(({ schedule }) => schedule !== null)) {
    const scope = { kind: 'everything' } as const
    const { findings } = await compareReconciliation(context, { reconciliation, scope })
    const planted = data.planted[reconciliation.name as 'customers' | 'payments']
    const keysOf = (some: readonly { kind: string; key: string }[]) =>
      some.map(({ kind, key }) => `${kind} ${key}`).sort()
    const found = findings.map(({ kind, key }) => ({ kind, key: String(Object.values(key)[0]) }))
    expect(keysOf(found)).toEqual(keysOf(planted))
  }
})
