import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { compareRows } from './compare-rows.ts'
import { PROPERTY_RUNS } from './property-runs.ts'
import { asRows, randomCase } from './random-case.ts'
import { type OracleCase, oracleAnswer } from './rules-oracle.ts'

const RUNS = PROPERTY_RUNS

function compare(given: OracleCase, batchSize = Number.POSITIVE_INFINITY) {
  const { wanted, rows } = asRows(given)
  return compareRows(wanted, rows, { batchSize })
}

function sentence(finding: Finding): string {
  const key = JSON.stringify(Object.values(finding.key))
  switch (finding.kind) {
    case 'duplicate':
      return `duplicate ${key} ${finding.side} ${finding.count}`
    case 'missing':
      return `missing ${key} ${[...finding.missingFrom].sort()}`
    case 'invalid':
      return `invalid ${key} ${finding.field} ${finding.side} ${finding.raw}`
    case 'rekeyed':
      return `rekeyed ${key}`
    case 'mismatch': {
      const values = Object.entries(finding.values).map(([side, raw]) => `${side}=${JSON.stringify(raw)}`)
      return `mismatch ${key} ${finding.field} ${values.sort().join(' ')}`
    }
    case 'schema':
      return `schema ${finding.field}`
  }
}

/** Everything that must not depend on the order of anything. */
async function answerOf(given: OracleCase, batchSize?: number) {
  const { findings, summary } = await compare(given, batchSize)
  const groups = findings.flatMap((finding) =>
    finding.kind === 'mismatch'
      ? [`${sentence(finding)}: ${finding.agreeing.map((sides) => [...sides].sort().join()).sort()}`]
      : [],
  )
  return {
    findings: findings.map(sentence).sort(),
    groups: groups.sort(),
    summary: { ...summary, sides: null },
  }
}

describe('the rules of equality against a naive oracle', { timeout: 1_800_000 }, () => {
  it('find what the oracle finds and nothing else, and count the same', async () => {
    await fc.assert(
      fc.asyncProperty(randomCase, fc.integer({ min: 1, max: 5 }), async (given, batchSize) => {
        const { findings, summary } = await compare(given, batchSize)
        const { matched, agreeing, drift } = summary.counts
        expect({ findings: findings.map(sentence).sort(), matched, agreeing, drift }).toEqual(
          oracleAnswer(given),
        )
      }),
      { numRuns: RUNS },
    )
  })

  it('give the same answer whatever the order of sides and records, and wherever batches end', async () => {
    const orders = fc.record({ seed: fc.nat(), batchSize: fc.integer({ min: 1, max: 5 }) })
    await fc.assert(
      fc.asyncProperty(randomCase, orders, async (given, { seed, batchSize }) => {
        const expected = await answerOf(given)
        const turned = { ...given, sides: turn(given.sides, seed), fields: [...given.fields].reverse() }
        const shuffled = turned.sides.map((side) => ({ ...side, records: turn(side.records, seed) }))
        const { drift, ...rest } = (await answerOf({ ...turned, sides: shuffled }, batchSize)).summary
        const answer = await answerOf({ ...turned, sides: shuffled }, batchSize)
        expect({ ...answer, summary: { ...rest, drift } }).toEqual(expected)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })

  it('group sides so that each is named once and every two of a group have agreed', async () => {
    await fc.assert(
      fc.asyncProperty(randomCase, async (given) => {
        for (const finding of (await compare(given)).findings) {
          if (finding.kind !== 'mismatch') continue
          const named = finding.agreeing.flat()
          expect(new Set(named).size).toBe(named.length)
          expect(Object.keys(finding.values)).toEqual(expect.arrayContaining(named))
          for (const group of finding.agreeing) {
            const apart = (await compare(onlySides(given, group))).findings.map(sentence)
            const wrong = `mismatch ${JSON.stringify(Object.values(finding.key))} ${finding.field} `
            if (group.length > 1) expect(apart.filter((found) => found.startsWith(wrong))).toEqual([])
          }
        }
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })

  it('give the same answer in 100 repeats', async () => {
    for (const given of fc.sample(randomCase, { numRuns: 10, seed: 42 })) {
      const expected = await compare(given)
      for (let repeat = 0; repeat < 100; repeat++)
        expect(await compare(given, 1 + (repeat % 5))).toEqual(expected)
    }
  })
})

/** The list begun at another place, and the other way round for odd seeds. */
function turn<Item>(items: readonly Item[], seed: number): Item[] {
  const at = items.length === 0 ? 0 : seed % items.length
  const turned = [...items.slice(at), ...items.slice(0, at)]
  return seed % 2 === 0 ? turned : turned.reverse()
}

function onlySides(given: OracleCase, names: readonly string[]): OracleCase {
  const sides = given.sides.filter(({ name }) => names.includes(name))
  // A comparison has two sides or more; a side of one's own has nothing to say.
  const filler = { ...given.sides[0]!, name: 'filler', optional: true, lacks: [], records: [] }
  return { ...given, sides: [...sides, filler, { ...filler, name: 'filler-2' }] }
}
