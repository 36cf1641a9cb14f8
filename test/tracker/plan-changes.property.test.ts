import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/domain/change.ts'
import type { Discrepancy } from '../../src/domain/discrepancy.ts'
import type { Finding } from '../../src/domain/finding.ts'
import type { RecordKey } from '../../src/domain/record.ts'
import { fingerprint } from '../../src/tracker/fingerprint.ts'
import { drawConclusions, identify, planChanges } from '../../src/tracker/plan-changes.ts'
import { sameEvidence } from '../../src/tracker/same-evidence.ts'
import { makeDiscrepancy } from './make-discrepancy.ts'

const KEYS = ['1', '2', '3', '4']

interface Run {
  readonly looksAt: readonly string[]
  readonly findings: readonly Finding[]
  /** Between this run and the next, somebody resolves the discrepancy of this fingerprint's place as expected. */
  readonly expected: number | null
}

const finding: fc.Arbitrary<Finding> = fc
  .record({
    key: fc.constantFrom(...KEYS),
    kind: fc.constantFrom('missing', 'mismatch', 'duplicate', 'invalid'),
    name: fc.constantFrom('x', 'y'),
    value: fc.constantFrom('1', '2'),
  })
  .map(({ key, kind, name, value }): Finding => {
    const base = { key: { id: key }, severity: 'high' } as const
    if (kind === 'missing') return { ...base, kind, presentOn: [name], missingFrom: ['z'] }
    if (kind === 'duplicate') return { ...base, kind, side: name, count: Number(value) + 1 }
    if (kind === 'invalid') return { ...base, kind, side: name, field: 'f', raw: value }
    const likely = { likelyCorrect: null, likelyCorrectReason: null, cause: null }
    return { ...base, ...likely, kind: 'mismatch', field: name, values: { a: value }, agreeing: [['a']] }
  })

const run: fc.Arbitrary<Run> = fc.record({
  looksAt: fc.oneof(fc.constant(KEYS), fc.subarray(KEYS)),
  findings: fc.array(finding, { maxLength: 12 }),
  expected: fc.option(fc.nat(20)),
})

/** The tracker, as simple as can be: what the store does with changes. */
class Tracker {
  readonly rows: Discrepancy[] = []

  /** What is known to a run over these keys. */
  known(looksAt: readonly string[], findings: readonly Finding[]): Discrepancy[] {
    const found = new Set(findings.map((each) => fingerprint('customers', each)))
    return this.rows.filter(
      (row) =>
        found.has(row.fingerprint) ||
        (row.status !== 'resolved' && looksAt.includes(row.finding.key.id ?? '')),
    )
  }

  apply(change: Change): void {
    if (change.type === 'opened') {
      expect(this.rows.map((row) => row.fingerprint)).not.toContain(change.fingerprint)
      this.rows.push(makeDiscrepancy(this.rows.length + 1, change.finding))
      return
    }
    const index = change.number - 1
    const row = this.rows[index]!
    if (change.type === 'resolved') {
      this.rows[index] = { ...row, status: 'resolved', resolution: { reason: 'agrees', note: null } }
    } else {
      const status = change.type === 'reopened' ? 'new' : row.status
      const resolution = change.type === 'reopened' ? null : row.resolution
      this.rows[index] = { ...row, finding: change.finding, status, resolution }
    }
  }

  resolveAsExpected(place: number): void {
    const row = this.rows[place]
    if (!row || row.status === 'resolved') return
    this.rows[place] = { ...row, status: 'resolved', resolution: { reason: 'expected', note: null } }
  }
}

/** The naive oracle: for each identity what the last run that looked at its key saw, and what was called expected. */
class Oracle {
  readonly open = new Map<string, Finding>()
  readonly expected = new Map<string, Finding>()

  look({ looksAt, findings }: Run): void {
    for (const [identity, known] of this.open) {
      if (looksAt.includes(known.key.id ?? '')) this.open.delete(identity)
    }
    const inScope = findings.filter(({ key }) => looksAt.includes(key.id ?? ''))
    for (const seen of inScope.toReversed()) this.open.set(fingerprint('customers', seen), seen)
    for (const [identity, known] of this.expected) {
      const seen = this.open.get(identity)
      if (!seen) continue
      if (sameEvidence(known, seen)) this.open.delete(identity)
      else this.expected.delete(identity)
    }
  }
}

test('planChanges() leaves open, after any runs, exactly what the last run that looked at each key saw', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), (runs) => {
      const tracker = new Tracker()
      const oracle = new Oracle()
      for (const { looksAt, findings, expected } of runs) {
        const covers = (key: RecordKey) => looksAt.includes(key.id ?? '')
        const known = tracker.known(looksAt, findings)
        for (const change of planChanges({ reconciliation: 'customers', findings, known, covers }))
          tracker.apply(change)
        oracle.look({ looksAt, findings, expected })
        const open = tracker.rows.filter((row) => row.status !== 'resolved')
        expect(new Map(open.map((row) => [row.fingerprint, row.finding]))).toEqual(oracle.open)
        const place = expected === null ? undefined : tracker.rows[expected]
        if (place && place.status !== 'resolved') {
          tracker.resolveAsExpected(place.number - 1)
          oracle.expected.set(place.fingerprint, place.finding)
          oracle.open.delete(place.fingerprint)
        }
      }
    }),
    { numRuns: 1_000 },
  )
})

test('planChanges() plans nothing but silence and sightings for the same run twice', () => {
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 12 }), (findings) => {
      const tracker = new Tracker()
      const input = { reconciliation: 'customers', findings, covers: () => true }
      for (const change of planChanges({ ...input, known: [] })) tracker.apply(change)
      const again = planChanges({ ...input, known: tracker.known(KEYS, findings) })
      const identities = new Set(findings.map((each) => fingerprint('customers', each)))
      expect(again).toHaveLength(identities.size)
      for (const change of again) expect(change).toMatchObject({ type: 'seen', valuesChanged: false })
    }),
  )
})

test('drawConclusions() plans the same, however the findings and what is known are cut into pages', () => {
  const size = fc.integer({ min: 1, max: 5 })
  fc.assert(
    fc.property(
      fc.record({
        before: fc.array(finding),
        findings: fc.array(finding),
        looksAt: run,
        size,
        knownSize: size,
      }),
      ({ before, findings, looksAt: { looksAt }, size, knownSize }) => {
        const tracker = new Tracker()
        const everything = { reconciliation: 'customers', covers: () => true }
        for (const change of planChanges({ ...everything, findings: before, known: [] }))
          tracker.apply(change)
        const input = {
          reconciliation: 'customers',
          findings,
          covers: (key: RecordKey) => looksAt.includes(key.id ?? ''),
        }
        const known = tracker.known(looksAt, findings)
        const conclusions = drawConclusions({ ...input, pairs: [] })
        const planned: Change[] = []
        for (let start = 0; start < findings.length; start += size) {
          const found = findings.slice(start, start + size).map((each) => identify('customers', each))
          const asked = new Set(found.map((each) => each.fingerprint))
          planned.push(
            ...conclusions.planFound(
              found,
              known.filter((each) => asked.has(each.fingerprint)),
            ),
          )
        }
        const open = known.filter(({ status }) => status !== 'resolved')
        for (let start = 0; start < open.length; start += knownSize)
          planned.push(...conclusions.planGone(open.slice(start, start + knownSize)))
        expect(planned).toEqual(planChanges({ ...input, known }))
      },
    ),
    { numRuns: 1_000 },
  )
})
