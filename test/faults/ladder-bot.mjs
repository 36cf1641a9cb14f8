// A bot on the built program that does nothing but climb ladders and look for missed targets:
// node ladder-bot.mjs DIST JOB-FILE
// It loads, prints `loaded`, and waits for the line with its clock's lead in milliseconds. Then it climbs until it is killed,
// a minute of its clock after each look, and prints `climbed` for each look that went a step.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

const [dist, jobFile] = process.argv.slice(2)
const load = (file) => import(`${dist}/${file}.js`)
const [database, ladders, breaches] = await Promise.all([
  load('store/open-database'),
  load('operations/climb-ladders'),
  load('operations/tell-breaches'),
  load('store/open-server'),
])
const { settings, databaseUrl, dataFolder } = JSON.parse(await readFile(jobFile, 'utf8'))
const say = (line) => process.stdout.write(`${line}\n`)

say('loaded')
const [lead] = await once(createInterface(process.stdin), 'line')
let leadMs = Number(lead)
const { db } = await database.openDatabase({ databaseUrl, dataFolder })
const quiet = () => {}
const context = {
  settings,
  db,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  now: () => new Date(Date.now() + leadMs),
  newId: randomUUID,
  signal: new AbortController().signal,
  wakeDelivery: quiet,
}
for (;;) {
  const gone = (await ladders.climbLadders(context)) + (await breaches.tellBreaches(context))
  if (gone > 0) say(`climbed ${gone}`)
  leadMs += 60_000
}
