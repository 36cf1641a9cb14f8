// A bot on the built program that notes events and checks what is due, until it is killed:
// node event-bot.mjs DIST JOB-FILE NAME
// It loads, prints `loaded`, and waits for the line with its clock's lead in milliseconds. Each key that was noted it prints.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [dist, jobFile, name] = process.argv.slice(2)
const load = (file) => import(`${dist}/${file}.js`)
const [database, notes, checks, connect, records] = await Promise.all([
  load('store/open-database'),
  load('operations/note-events'),
  load('schedule/start-expectations'),
  load('connectors/connect-to'),
  load('store/event-records'),
  load('store/open-server'),
  load('connectors/events/open-events'),
  load('connectors/files/open-files'),
])
const { settings, databaseUrl, dataFolder } = JSON.parse(await readFile(jobFile, 'utf8'))
const say = (line) => process.stdout.write(`${line}\n`)
say('loaded')
const [leadMs] = await once(createInterface(process.stdin), 'line')

const { db } = await database.openDatabase({ databaseUrl, dataFolder })
const quiet = () => {}
const complain = (facts, message) =>
  say(`unexpected: ${message} ${facts.err?.stack ?? JSON.stringify(facts)}`)
const log = { debug: quiet, info: quiet, warn: complain, error: complain }
const eventRecords = (wanted) => records.readEventRecords(db, wanted)
const context = {
  settings,
  db,
  connect: connect.connectTo({ settings, dataFolder, log, eventRecords }),
  scratchFolder: join(dataFolder, 'scratch'),
  log,
  now: () => new Date(Date.now() + Number(leadMs)),
  newId: randomUUID,
  signal: new AbortController().signal,
  wakeDelivery: quiet,
  nextRunAt: () => null,
}
checks.startExpectations(context)
say('working')
for (let call = 1; ; call++) {
  const keys = Array.from({ length: 5 }, (_, index) => `${name}.${call}.${index}`)
  // Two sides are told; every other record never reaches the other one.
  const events = keys.flatMap((key, index) => {
    const told = { key: [key], at: new Date(context.now().getTime() - 60_000), record: { amount: '1' } }
    return index % 2 === 0
      ? [{ ...told, side: 'shop' }]
      : [
          { ...told, side: 'shop' },
          { ...told, side: 'till' },
        ]
  })
  await notes.noteEvents(context, { reconciliation: 'orders', events })
  for (const key of keys) say(`noted ${key}`)
}
