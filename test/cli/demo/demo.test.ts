import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startCounterfoil } from '../run-counterfoil.ts'

let folder: string
let children: ChildProcess[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-demo-cli-'))
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

test('counterfoil demo prints where to look, and Ctrl-C stops all of it with status 0', {
  timeout: 120_000,
}, async () => {
  const demo = start('--port', '0')
  await demo.said('Ctrl-C stops everything.')
  expect(demo.output()).toContain('850 / 850 / 850 rows, all agree')
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(demo.output())!
  expect((await fetch(url)).status).toBe(200)
  const postgres = await postgresPort()
  demo.child.kill('SIGINT')
  expect(await demo.exit).toBe(0)
  expect(await answers(postgres)).toBe(false)
})

test('counterfoil demo starts again after it was killed, and stops the database that was left', {
  timeout: 180_000,
}, async () => {
  const killed = start('--port', '0', '--quiet')
  await killed.said('http://')
  const leftOver = await postgresPort()
  killed.child.kill('SIGKILL')
  await killed.exit
  expect(await answers(leftOver)).toBe(true)
  const next = start('--port', '0')
  await next.said('Goes on from last time')
  expect(await answers(leftOver)).toBe(false)
  next.child.kill('SIGTERM')
  expect(await next.exit).toBe(0)
})

test('counterfoil demo refuses a port that is none with status 2', async () => {
  const demo = start('--port', '70000')
  expect(await demo.exit).toBe(2)
  expect(demo.output()).toContain('65535')
})

function start(...words: string[]) {
  const { child, ended } = startCounterfoil(['demo', '--data', folder, ...words], { cwd: folder })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (output += text))
  const exit = ended.then(({ status }) => status)
  const said = async (text: string) => {
    while (!output.includes(text)) {
      const ended = await Promise.race([once(child.stdout!, 'data').then(() => false), exit.then(() => true)])
      if (ended) throw new Error(`The demo ended and said: ${output}`)
    }
  }
  return { child, exit, said, output: () => output }
}

async function postgresPort(): Promise<number> {
  const data = await readFile(join(folder, 'postgres-folder'), 'utf8')
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
  return Number(lines[3])
}

/** Whether somebody answers there: a process number may outlive its process for a while, a port does not. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
