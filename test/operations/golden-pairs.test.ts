import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeReconciliation } from '../engine/make-reconciliation.ts'
import { type GoldenCase, shown } from '../golden/read-case.ts'
import { openGoldenFiles } from './open-golden-files.ts'

const { cases: all, compare, leftovers } = openGoldenFiles()
const cases = all.filter(({ rules }) => rules.match)

async function observe(golden: GoldenCase, order: 'as said' | 'reversed') {
  const { rules } = golden
  const sides = Object.entries(rules.sides)
  const reconciliation = makeReconciliation({
    ...rules,
    sides: Object.fromEntries(order === 'as said' ? sides : sides.reverse()),
  })
  return await compare(golden, reconciliation)
}

describe('golden cases of match', () => {
  it.each(cases)('$name: $why', async (golden) => {
    const { summary, findings } = await observe(golden, 'as said')
    const seen = { counts: summary.counts, findings: findings.map(shown) }
    if (process.env.GOLDEN_RECORD === '1')
      writeFileSync(join(golden.folder, 'expected.json'), `${JSON.stringify(seen, null, 2)}\n`)
    expect(seen).toEqual(golden.expected)
    expect(await leftovers()).toEqual([])
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
