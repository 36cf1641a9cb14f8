import { writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openConnector } from '../../src/connectors/open-connector.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { type GoldenCase, listCases, readCase, shown } from '../golden/read-case.ts'
import { silentLog } from '../support/tracked-files.ts'

const ROOT = new URL('../golden/', import.meta.url).pathname
let scratchFolder: string

beforeAll(async () => {
  scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-golden-'))
})
afterAll(async () => await rm(scratchFolder, { recursive: true, force: true }))

const cases = listCases(ROOT)
  .map((name) => readCase(ROOT, name))
  .filter(({ rules }) => rules.match)

async function observe({ folder, rules }: GoldenCase, order: 'as said' | 'reversed') {
  const context = {
    connect: async (name: string) => {
      const settings = { type: 'files', path: join(folder, `${name}.csv`) } as const
      return await openConnector({ name, settings, scratchFolder, log: silentLog })
    },
    scratchFolder,
    log: silentLog,
    now: () => new Date('2026-11-01T12:00:00Z'),
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  const sides = Object.entries(rules.sides)
  const reconciliation = makeReconciliation({
    ...rules,
    sides: Object.fromEntries(order === 'as said' ? sides : sides.reverse()),
  })
  return await compareReconciliation(context, { reconciliation, scope: { kind: 'everything' } })
}

describe('golden cases of match', () => {
  it.each(cases)('$name: $why', async (golden) => {
    const { summary, findings } = await observe(golden, 'as said')
    const seen = { counts: summary.counts, findings: findings.map(shown) }
    if (process.env.GOLDEN_RECORD === '1')
      writeFileSync(join(golden.folder, 'expected.json'), `${JSON.stringify(seen, null, 2)}\n`)
    expect(seen).toEqual(golden.expected)
    expect(await readdir(scratchFolder)).toEqual([])
  })

  it.each(cases)('$name: the same pairs with the sides the other way round', async (golden) => {
    const [one, other] = [await observe(golden, 'as said'), await observe(golden, 'reversed')]
    expect(other.summary.counts).toEqual(one.summary.counts)
    const inWords = ({ findings }: typeof one) =>
      findings
        .map((finding) => {
          if (finding.kind === 'rekeyed')
            return `${finding.keys.crm?.id} ${finding.keys.billing?.id} ${finding.score}`
          return `${finding.kind} ${finding.key.id} ${JSON.stringify('pairing' in finding && finding.pairing)}`
        })
        .sort()
    expect(inWords(other)).toEqual(inWords(one))
  })

  it('there are some', () => {
    expect(cases.length).toBeGreaterThanOrEqual(5)
  })
})
