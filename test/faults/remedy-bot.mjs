// Applies one remedy with the built program: node remedy-bot.mjs DIST JOB-FILE
// It loads, prints `loaded`, and waits for a line with the number of a discrepancy. Then it applies the remedy and prints
// what came of it, unless it is killed before.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [dist, jobFile] = process.argv.slice(2)
const load = (file) => import(`${dist}/${file}.js`)
const [database, remedies, connect] = await Promise.all([
  load('store/open-database'),
  load('operations/apply-remedy'),
  load('connectors/connect-to'),
  load('store/open-server'),
  load('connectors/postgres/open-writer'),
])
const { settings, databaseUrl, dataFolder, remedy } = JSON.parse(await readFile(jobFile, 'utf8'))
process.stdout.write('loaded\n')
const [told] = await once(createInterface(process.stdin), 'line')
const { db, close } = await database.openDatabase({ databaseUrl, dataFolder })
const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const outcome = await remedies.applyRemedy(
  {
    settings,
    db,
    connect: connect.connectTo({ settings, dataFolder, log }),
    scratchFolder: join(dataFolder, 'scratch'),
    log,
    now: () => new Date(),
    newId: randomUUID,
    signal: new AbortController().signal,
    wakeDelivery: quiet,
  },
  { number: Number(told), remedy, actor: { kind: 'person', id: 'ann', surface: 'cli' } },
)
process.stdout.write(`${outcome.attempt?.state ?? outcome.refused}\n`)
await close()
process.exit(0)
