// Run by the test of this name in a process of its own, because what it looks for kills the process:
// node stop-comparisons.mjs DIST FOLDER CYCLES
import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [dist, folder, cycles] = process.argv.slice(2)
const load = (file) => import(`${pathToFileURL(dist)}/${file}.js`)
const { loadSettings } = await load('config/load-settings')
const { connectTo } = await load('connectors/connect-to')
const { compareReconciliation } = await load('operations/compare-reconciliation')

const ROWS = Array.from({ length: 5000 }, (_, row) => ({
  id: `C-${row}`,
  plan: row % 7 === 0 ? 'free' : 'pro',
}))
const api = createServer((_, response) => response.end(JSON.stringify(ROWS))).listen(0, '127.0.0.1')
await writeSources()
const settings = await loadSettings(join(folder, 'counterfoil.yml'), {})
const ends = {}

// Each cycle stops at another moment, some too late.
for (let cycle = 0; cycle < Number(cycles); cycle++) {
  for (const reconciliation of settings.reconciliations) {
    const stop = new AbortController()
    const compared = compare(reconciliation, stop.signal)
    const end = compared.then(
      () => 'completed',
      (error) => error.code ?? String(error),
    )
    await Promise.race([end, pause((cycle * 13) % 200)])
    stop.abort()
    ends[await end] = (ends[await end] ?? 0) + 1
  }
}
api.close()
process.stdout.write(`${JSON.stringify({ ...ends, left: await readdir(join(folder, 'scratch')) })}\n`)

async function compare(reconciliation, signal) {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return await compareReconciliation(
    {
      connect: connectTo({ settings, dataFolder: folder, log }),
      scratchFolder: join(folder, 'scratch'),
      log,
      now: () => new Date(),
      newId: () => 'run-1',
      signal,
    },
    { reconciliation, scope: { kind: 'everything' } },
  )
}

/** A CSV file whose last line is broken, so that its side fails while others are at work, and sources that are whole. */
async function writeSources() {
  const lines = ROWS.map(({ id, plan }) => `${id},${plan}`).join('\n')
  await writeFile(join(folder, 'good.csv'), `id,plan\n${lines}\n`)
  await writeFile(join(folder, 'broken.csv'), `id,plan\n${lines}\nC-1,"pro\n`)
  const { Database } = createRequire(import.meta.resolve('node-sqlite3-wasm'))('node-sqlite3-wasm')
  const database = new Database(join(folder, 'shop.db'))
  database.exec('CREATE TABLE crm (id TEXT, plan TEXT)')
  database.exec(`INSERT INTO crm VALUES ${ROWS.map(({ id, plan }) => `('${id}', '${plan}')`).join(', ')}`)
  database.close()
  const pair = (a, b) =>
    `{ sides: { a: { source: ${a}, key: id }, b: { source: ${b}, key: id } }, keys: { id: { ignoreCase: true } }, fields: { plan: text } }`
  await writeFile(
    join(folder, 'counterfoil.yml'),
    `sources:
  good: { type: files, path: good.csv }
  broken: { type: files, path: broken.csv }
  api: { type: http, url: "http://127.0.0.1:${api.address().port}/" }
  shop: { type: sqlite, path: shop.db }
reconciliations:
  whole: ${pair('good', 'good')}
  broken: ${pair('good', 'broken')}
  api: ${pair('broken', 'api')}
  shop: ${pair('api', 'shop').replace('shop,', 'shop, table: crm,')}
`,
  )
}
