// Run by the test of this name in a process of its own, because what it looks for kills the process:
// node close-while-working.mjs DIST FOLDER CYCLES
import { readdir } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const [dist, folder, cycles] = process.argv.slice(2)
const { openScratch } = await import(`${pathToFileURL(dist)}/scratch/open-scratch.js`)

for (let cycle = 0; cycle < Number(cycles); cycle++) {
  const scratch = await openScratch(folder)
  await scratch.run('CREATE TABLE t (text VARCHAR)')
  const stop = new AbortController()
  const work = [
    appendRows(scratch),
    sortRows(scratch, stop.signal),
    sortRows(scratch, new AbortController().signal),
  ]
  // Each cycle ends at another moment, the first ones at each of the steps that lead to a statement.
  for (let turns = 0; turns < cycle % 40; turns++) await turn()
  if (cycle % 3 === 0) stop.abort()
  const late = cycle % 2 === 0 ? scratch.run('SELECT 1') : scratch.append('t')
  const closed = scratch.close()
  await Promise.allSettled([...work, late, scratch.run('SELECT 1'), scratch.append('t')])
  await closed
}
const left = await readdir(folder)
process.stdout.write(`${cycles} cycles, left: ${left}\n`)

async function appendRows(scratch) {
  const appender = await scratch.append('t')
  for (let row = 0; row < 30_000; row++) {
    if (row % 1000 === 0) await turn()
    appender.add([`row ${row}`])
  }
  appender.end()
}

async function sortRows(scratch, signal) {
  const rows = 'SELECT md5(range::VARCHAR) AS text FROM range(50000) ORDER BY text'
  await scratch.run(`COPY (${rows}) TO '${scratch.folder}/${crypto.randomUUID()}' (FORMAT csv)`, { signal })
}
