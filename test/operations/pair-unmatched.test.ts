import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Similarity } from '../../src/domain/pair-reason.ts'
import type { RawValue } from '../../src/domain/record.ts'
import { batchOf, encodeRecord } from '../../src/domain/record-batch.ts'
import { compareSides, planComparison } from '../../src/engine/index.ts'
import { pairUnmatched } from '../../src/operations/pair-unmatched.ts'
import { makeReconciliation, type Wanted } from '../engine/make-reconciliation.ts'
import { silentLog } from '../support/tracked-files.ts'

let scratchFolder: string
beforeAll(async () => {
  scratchFolder = await mkdtemp(join(tmpdir(), 'counterfoil-pairs-'))
})
afterAll(async () => await rm(scratchFolder, { recursive: true, force: true }))

interface Given {
  readonly match: Wanted['match']
  /** Columns `id`, then the fields; ids of the two sides never meet. */
  readonly crm: readonly (readonly RawValue[])[]
  readonly billing: readonly (readonly RawValue[])[]
  readonly fields?: Wanted['fields']
}

async function pair({ match, crm, billing, fields = { block: {}, name: {} } }: Given, signal?: AbortSignal) {
  const columns = ['id', ...Object.keys(fields)].map((name) => ({ name, type: null, nativeType: 'VARCHAR' }))
  const reconciliation = makeReconciliation({
    sides: { crm: {}, billing: {} },
    fields,
    ...(match ? { match } : {}),
  })
  const plan = planComparison(reconciliation, { crm: columns, billing: columns })
  const stream = async function* (rows: readonly (readonly RawValue[])[]) {
    yield batchOf(rows.map(encodeRecord))
  }
  const now = new Date('2026-11-01T12:00:00Z')
  const comparison = await compareSides(
    plan,
    { crm: stream(crm), billing: stream(billing) },
    { now, keepUnmatched: true },
  )
  const context = {
    connect: () => Promise.reject(new Error('nothing is read')),
    scratchFolder,
    log: silentLog,
    now: () => now,
    newId: () => 'run-1',
    signal: new AbortController().signal,
  }
  return await pairUnmatched(context, {
    plan,
    comparison,
    only: null,
    signal: signal ?? context.signal,
  })
}

/** The score of two names by one similarity alone; null when they are no pair, however low the threshold. */
async function similarityOf(similarity: Similarity, a: RawValue, b: RawValue): Promise<string | null> {
  const { findings } = await pair({
    match: {
      blocking: [['block']],
      fields: [{ field: 'name', similarity, weight: 1 }],
      thresholdMillionths: 1,
    },
    crm: [['1', 'x', a]],
    billing: [['2', 'x', b]],
  })
  return findings[0]?.kind === 'rekeyed' ? findings[0].score : null
}

describe('similarities, as DuckDB measures them', () => {
  // Jaro of MARTHA and MARHTA: 6 matches, 1 transposition: (1 + 1 + 5/6) / 3 = 0.9444; 3 letters ahead: + 0.3 * 0.0556.
  const cases: readonly (readonly [Similarity, RawValue, RawValue, string | null])[] = [
    ['exact', 'Ann', 'Ann', '1'],
    ['exact', 'Ann', 'Anna', null],
    ['jaro_winkler', 'MARTHA', 'MARHTA', '0.9611'],
    ['jaro_winkler', 'Ann', 'Ann', '1'],
    ['jaro_winkler', 'abc', 'xyz', null],
    ['levenshtein', 'kitten', 'sitting', '0.5714'],
    ['levenshtein', 'ab', 'ba', null],
    ['damerau_levenshtein', 'ab', 'ba', '0.5'],
    // Of the letters a b c and b c d, two of four are common.
    ['jaccard', 'abc', 'bcd', '0.5'],
    // The same letters, but not the same text: not 1, though very near.
    ['jaccard', 'ab', 'ba', '0.9999'],
    // Bytes: ü is two of them, one of the seven differs from nothing and one from u.
    ['levenshtein', 'Müller', 'Muller', '0.7142'],
    ['jaro_winkler', null, null, null],
    ['exact', '', '', null],
    ['levenshtein', 'Ann', null, null],
    ['jaccard', 'Ann', '', null],
  ]
  test.each(cases)('%s of %j and %j is %j', async (similarity, a, b, score) => {
    expect(await similarityOf(similarity, a, b)).toBe(score)
  })

  test('a text of more than 1,000 bytes is alike only when it is equal', async () => {
    const long = 'a'.repeat(1_000)
    expect(await similarityOf('levenshtein', long, `${long.slice(1)}b`)).toBe('0.999')
    expect(await similarityOf('levenshtein', `${long}a`, `${long}b`)).toBe(null)
    expect(await similarityOf('levenshtein', `${long}ab`, `${long}ab`)).toBe('1')
  })

  test('texts of any kind are measured as they are', async () => {
    for (const hostile of [`'; DROP TABLE records; --`, 'a\tb\nc\\N', '\0', '"$most"'])
      expect(await similarityOf('jaro_winkler', hostile, hostile)).toBe('1')
  })
})

const ONE_FIELD = {
  blocking: [['block']],
  fields: [{ field: 'name', similarity: 'exact', weight: 1 }],
} as const

describe('pairUnmatched()', () => {
  test('takes the weighted mean, rounded down', async () => {
    const { findings } = await pair({
      fields: { block: {}, name: {}, city: {}, born: { type: 'date' } },
      match: {
        blocking: [['block']],
        fields: [
          { field: 'name', similarity: 'jaro_winkler', weight: 3 },
          { field: 'city', similarity: 'exact', weight: 2 },
          { field: 'born', similarity: 'exact', weight: 1 },
        ],
        thresholdMillionths: 500_000,
      },
      crm: [['1', 'x', 'MARTHA', 'Bonn', '2026-11-01']],
      billing: [['2', 'x', 'MARHTA', null, '2026-11-01 00:00:00']],
    })
    // (3 * 0.961111 + 0 + 1) / 6 = 0.647222
    expect(findings).toMatchObject([{ kind: 'rekeyed', score: '0.6472' }])
    const [found] = findings
    expect(found?.kind === 'rekeyed' && found.reasons.map(({ score }) => score)).toEqual([
      '0.9611',
      null,
      '1',
    ])
    expect(found?.kind === 'rekeyed' && found.differing.map(({ field }) => field)).toEqual(['name', 'city'])
  })

  test('uses a record once: two that claim one counterpart are told, not both given it', async () => {
    const { findings, summary } = await pair({
      match: ONE_FIELD,
      crm: [
        ['1', 'x', 'Ann'],
        ['2', 'x', 'Ann'],
      ],
      billing: [['3', 'x', 'Ann']],
    })
    expect(summary.counts).toMatchObject({ missing: 3, rekeyed: 0 })
    expect(findings.map((finding) => finding.kind === 'missing' && finding.pairing?.outcome)).toEqual([
      'tied',
      'tied',
      'tied',
    ])
  })

  test('looks at no pair twice that shares several blocks', async () => {
    const { summary } = await pair({
      match: { ...ONE_FIELD, blocking: [['block'], ['name'], ['block', 'name']] },
      crm: [['1', 'x', 'Ann']],
      billing: [['2', 'x', 'Ann']],
    })
    expect(summary.counts).toMatchObject({ missing: 0, rekeyed: 1 })
  })

  test('says undecided for a block of more pairs than may be looked at, and still pairs the others', async () => {
    const many = Array.from({ length: 400 }, (_, index) => String(1000 + index))
    const given = {
      crm: [...many.map((id) => [id, 'shared', id]), ['9000', 'own', 'Ann']],
      billing: [...many.map((id) => [`${id}5`, 'shared', id]), ['9001', 'own', 'Ann']],
    }
    const { findings, summary } = await pair({ ...sorted(given), match: { ...ONE_FIELD, maxPairs: 159_999 } })
    expect(summary.counts).toMatchObject({ missing: 800, rekeyed: 1 })
    const outcomes = findings.map((finding) => finding.kind === 'missing' && finding.pairing?.outcome)
    expect(outcomes.filter((outcome) => outcome === 'undecided')).toHaveLength(800)
    const enough = await pair({ ...sorted(given), match: { ...ONE_FIELD, maxPairs: 160_001 } })
    expect(enough.summary.counts).toMatchObject({ missing: 0, rekeyed: 401 })
  })

  test('says undecided for everything when more is unmatched than can be kept, and for nothing on an empty side', async () => {
    const rows = Array.from({ length: 100_001 }, (_, index) => [`${index}`, null, null])
    const crm = sorted({ crm: rows, billing: [] }).crm
    const { findings } = await pair({ match: ONE_FIELD, crm, billing: [['x', null, null]] })
    expect(findings).toHaveLength(100_002)
    const isUndecided = findings.map((finding) => finding.kind === 'missing' && finding.pairing?.outcome)
    expect(new Set(isUndecided)).toEqual(new Set(['undecided']))
    const alone = await pair({ match: ONE_FIELD, crm, billing: [] })
    expect(alone.findings.some((finding) => 'pairing' in finding)).toBe(false)
  })

  test('stops when the run is stopped, and leaves no scratch file', async () => {
    const given = { match: ONE_FIELD, crm: [['1', 'x', 'Ann']], billing: [['2', 'x', 'Ann']] }
    await expect(pair(given, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    expect(await readdir(scratchFolder)).toEqual([])
  })

  test('leaves values out of what it counts as matched, and its amounts among the missing ones', async () => {
    const { summary, totalParts } = await pair({
      fields: { block: {}, name: {}, amount: { type: 'decimal', total: true } },
      match: ONE_FIELD,
      crm: [['1', 'x', 'Ann', '10.00']],
      billing: [['2', 'x', 'Ann', '12.50']],
    })
    expect(summary.counts).toMatchObject({ matched: 0, agreeing: 0, drift: 0, missing: 0, rekeyed: 1 })
    expect(totalParts.crm?.amount?.missing).toBe('10')
    expect(totalParts.billing?.amount?.missing).toBe('12.5')
  })
})

function sorted({ crm, billing }: Record<'crm' | 'billing', RawValue[][]>) {
  const byKey = (a: RawValue[], b: RawValue[]) => (a[0]! < b[0]! ? -1 : 1)
  return { crm: [...crm].sort(byKey), billing: [...billing].sort(byKey) }
}
