import { describe, expect, it } from 'vitest'
import type { Finding, MismatchFinding } from '../../src/domain/finding.ts'
import { findPatterns } from '../../src/engine/index.ts'

const mismatch = (id: number, changes: Partial<MismatchFinding> = {}): Finding => ({
  kind: 'mismatch',
  key: { id: String(id) },
  field: 'amount',
  values: { crm: '100', billing: '1' },
  agreeing: [],
  likelyCorrect: null,
  likelyCorrectReason: null,
  cause: 'x100',
  severity: 'high',
  ...changes,
})
const many = (count: number, make: (id: number) => Finding) =>
  Array.from({ length: count }, (_, id) => make(id))
const missing = (id: number, from: string): Finding => ({
  kind: 'missing',
  key: { id: String(id) },
  presentOn: ['crm'],
  missingFrom: [from],
  severity: 'high',
})

describe('findPatterns()', () => {
  it('names twenty findings with one cause and field, with the share and the first three', () => {
    const findings = [...many(20, (id) => mismatch(id)), mismatch(99, { cause: 'sign' })]
    expect(findPatterns(findings)).toEqual([
      {
        kind: 'mismatch',
        field: 'amount',
        cause: 'x100',
        sides: [],
        rule: null,
        count: 20,
        share: '95.2',
        examples: findings.slice(0, 3),
      },
    ])
  })

  it('does not name nineteen, nor twenty of two causes, fields, kinds or sides', () => {
    expect(findPatterns(many(19, (id) => mismatch(id)))).toEqual([])
    const halves = (one: (id: number) => Finding, other: (id: number) => Finding) =>
      findPatterns([...many(10, one), ...many(10, other)])
    expect(
      halves(
        (id) => mismatch(id),
        (id) => mismatch(id, { cause: null }),
      ),
    ).toEqual([])
    expect(
      halves(
        (id) => mismatch(id),
        (id) => mismatch(id, { field: 'fee' }),
      ),
    ).toEqual([])
    expect(
      halves(
        (id) => mismatch(id),
        (id) => missing(id, 'billing'),
      ),
    ).toEqual([])
    expect(
      halves(
        (id) => missing(id, 'mailer'),
        (id) => missing(id, 'billing'),
      ),
    ).toEqual([])
  })

  it('names findings without a cause by kind and field, and puts the largest first', () => {
    const findings = [
      ...many(20, (id) => mismatch(id, { cause: null })),
      ...many(30, (id) => missing(id, 'billing')),
    ]
    expect(findPatterns(findings)).toMatchObject([
      { kind: 'missing', field: null, sides: ['billing'], count: 30, share: '60.0' },
      { kind: 'mismatch', field: 'amount', cause: null, count: 20, share: '40.0' },
    ])
  })

  it('has nothing to say of no findings', () => expect(findPatterns([])).toEqual([]))
})
