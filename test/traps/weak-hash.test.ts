import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import type { BucketChecksum, Connector } from '../../src/connectors/contract.ts'
import { openConnector } from '../../src/connectors/open-connector.ts'
import type { CandidateSearch } from '../../src/domain/reconciliation.ts'
import { compareReconciliation } from '../../src/operations/compare-reconciliation.ts'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { trap } from './trap.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(async () => {
  await postgres?.close()
})

const BITS = 32n

/** The hash of the record `1, value` as every engine makes it: 15 hexadecimal digits of the MD5 of lengths and texts. */
function hashOf(value: string): bigint {
  const text = `1:1${value.length}:${value}`
  return BigInt(`0x${createHash('md5').update(text).digest('hex').slice(0, 15)}`)
}

/** Two values whose hashes are the same where only the last 32 bits are looked at: there are some among 200,000. */
function findCollision(): readonly [string, string] {
  const seen = new Map<bigint, string>()
  for (let number = 0; ; number++) {
    const value = `value ${number}`
    const weak = BigInt.asUintN(Number(BITS), hashOf(value))
    const other = seen.get(weak)
    if (other !== undefined) return [other, value]
    seen.set(weak, value)
  }
}

/** A Postgres source whose checksums keep so many bits. */
async function open(name: string, bits: bigint): Promise<Connector> {
  const settings = { type: 'postgres', url: postgres.url, statementTimeoutSeconds: 60 } as const
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const connector = await openConnector({ name, settings, scratchFolder: '/nowhere', log })
  const checksums = connector.checksums!
  const weaken = (one: BucketChecksum): BucketChecksum => ({
    ...one,
    checksum: BigInt.asUintN(Number(bits), BigInt(one.checksum)).toString(),
  })
  return {
    ...connector,
    checksums: {
      ...checksums,
      dialects: async () => ['md5'],
      read: async function* (request) {
        for await (const buckets of checksums.read(request)) yield buckets.map(weaken)
      },
    },
  }
}

/** Findings, and what the log says of how likely one is missed. */
async function compare(candidates: CandidateSearch, bits: bigint) {
  const missed: unknown[] = []
  const info = (facts: object) => missed.push('missed' in facts ? facts.missed : null)
  const made = makeReconciliation({ sides: { a: {}, b: {} }, fields: { value: {} } })
  const sides = made.sides.map((side) => ({ ...side, location: { ...side.location, table: side.name } }))
  const { findings } = await compareReconciliation(
    {
      connect: (name: string) => open(name, bits),
      scratchFolder: '/nowhere',
      log: { debug: () => {}, info, warn: () => {}, error: () => {} },
      now: () => new Date('2026-11-21T12:00:00Z'),
      newId: () => 'run-1',
      signal: new AbortController().signal,
    },
    { reconciliation: { ...made, sides, candidates }, scope: { kind: 'everything' } },
  )
  return { kinds: findings.map(({ kind }) => kind), missed }
}

trap(
  60,
  {
    title: 'a hash that collides is caught by reading every record, and the chance is told',
    proves: 'rule 4',
  },
  async () => {
    const [one, other] = findCollision()
    await postgres.query(
      'CREATE TABLE a (id int PRIMARY KEY, value text); CREATE TABLE b (id int PRIMARY KEY, value text)',
    )
    await postgres.query(`INSERT INTO a VALUES (1, '${one}'); INSERT INTO b VALUES (1, '${other}')`)
    // With half of its bits the hash says that the two are the same.
    expect(await compare('checksum', BITS)).toEqual({ kinds: [], missed: ['1 in 2^60 at most'] })
    // This is what a deep run does.
    expect(await compare('merge', BITS)).toEqual({ kinds: ['mismatch'], missed: [] })
    expect(await compare('checksum', 60n)).toEqual({ kinds: ['mismatch'], missed: ['0 in 2^60 at most'] })
  },
)
