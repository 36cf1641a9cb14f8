import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { makeFolder, runCounterfoil, startCounterfoil } from '../cli/run-counterfoil.ts'
import { openPlayground } from '../playground/playground-and-app.ts'
import { findFreePort } from '../support/find-free-port.ts'
import { readMetrics } from './read-metrics.ts'

let playground: Playground
beforeAll(async () => {
  playground = await openPlayground()
})
afterAll(async () => {
  await playground.close()
})

const config = (port: number, line: string) => `
sources:
  crm: { type: files, path: crm.csv }
  billing: { type: files, path: billing.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, key: id }
      billing: { source: billing, key: id }
    fields: { plan: text }
    notify: { channel: "#data-quality" }
http: { port: ${port}, host: 127.0.0.1, tokens: { ${line} } }
`

test('a bot in Socket Mode has the API of its config, and what a token does is told in Slack', {
  timeout: 240_000,
}, async () => {
  const port = await findFreePort()
  const files = { 'crm.csv': 'id,plan\n1,pro\n', 'billing.csv': 'id,plan\n1,free\n' }
  const cwd = await makeFolder(files)
  const words = ['token', 'ci', '--scopes', 'read,run,triage']
  const [token, line] = (await runCounterfoil(words, { cwd })).stdout.split('\n')
  await writeFile(join(cwd, 'counterfoil.yml'), config(port, line!))
  const { child, ended } = startCounterfoil(['start'], {
    cwd,
    env: {
      COUNTERFOIL_DATA: join(cwd, 'data'),
      SLACK_API_URL: playground.apiUrl,
      SLACK_BOT_TOKEN: playground.botToken,
      SLACK_APP_TOKEN: playground.appToken,
    },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  const ask = (path: string, body?: object) =>
    fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
  const isReady = async () => (await fetch(`${url}/readyz`).catch(() => null))?.status
  await expect.poll(isReady, { timeout: 120_000 }).toBe(200)

  const run = (await (await ask('/api/runs', { reconciliation: 'customers', wait: 60 })).json()) as object
  expect(run).toMatchObject({ state: 'completed', counts: { mismatch: 1 }, requestedBy: 'ci' })
  await playground.nextMessage(({ text }) => text.includes('#1'), 60_000)
  const done = await ask('/api/discrepancies/1/transitions', { action: 'acknowledge' })
  expect(done.status).toBe(200)
  const shown = () => JSON.stringify(playground.messages('#data-quality'))
  await expect.poll(shown, { timeout: 60_000 }).toContain('by the token ci')
  expect(shown()).not.toContain('<@ci>')

  const { value } = readMetrics(await (await ask('/metrics')).text())
  expect(value('counterfoil_delivery_seconds_count')).toBeGreaterThan(0)
  expect(value('counterfoil_runs_total{reconciliation="customers",trigger="http",state="completed"}')).toBe(1)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ status: 0 })
})
