import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { traitsOf, writeTraits } from '../../src/domain/finding-traits.ts'
import { countRunGroup, listRunGroup } from '../../src/store/run-group.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { FINDINGS, sampleMismatch } from '../slack/samples.ts'
import { eachTracker, NOW } from './each-tracker.ts'
import { saveKnown } from './save-known.ts'

/** Values that PostgreSQL keeps, and refuses to read. */
const HOSTILE: Finding[] = ['\0', '\\u0000', '\ud800', '"cause":"x"', '\\'].map((crm, index) =>
  sampleMismatch({
    key: { id: `h${index}` },
    values: { crm, billing: '"' },
    cause: index < 3 ? 'case' : null,
  }),
)

eachTracker((db) => {
  test('countRunGroup() and listRunGroup() tell findings apart as the engine does, whatever their values', async () => {
    const [runId, reconciliation] = [randomUUID(), randomUUID()]
    const findings = [...FINDINGS, ...HOSTILE].map((finding): Finding => ({ ...finding, severity: 'high' }))
    const changes = findings.map((finding, index) => ({
      type: 'opened' as const,
      fingerprint: fingerprint(reconciliation, finding) + index,
      finding,
    }))
    const saved = await saveKnown(db(), { reconciliation, changes, runId, now: NOW })
    const group = { runId, skip: 0 }
    const wanted = new Map<string, number>()
    for (const finding of findings) {
      const traits = writeTraits(traitsOf(finding))
      wanted.set(traits, (wanted.get(traits) ?? 0) + 1)
    }
    const counts = await countRunGroup(db(), group)
    expect(new Map(counts.map((each) => [writeTraits(each), each.count]))).toEqual(wanted)
    for (const { count, ...traits } of counts)
      expect(await listRunGroup(db(), { ...group, traits, limit: 100 })).toHaveLength(count)
    const numbers = saved.map(({ discrepancy }) => discrepancy.number)
    expect(await listRunGroup(db(), { runId, skip: 2, limit: 3, offset: 1 })).toEqual(numbers.slice(3, 6))
  })
})
