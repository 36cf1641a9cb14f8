import type { SavedChange } from '../domain/change.ts'
import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { ComparedColumns } from '../domain/run.ts'
import type { Scope } from '../domain/scope.ts'
import { readNextNumber } from '../store/discrepancies.ts'
import type { ReadTracker } from '../store/open-read-only.ts'
import { findComparedColumns } from '../store/runs.ts'
import { applyChange } from '../tracker/apply-change.ts'
import type { ReadContext } from './context.ts'
import { lookAtScope } from './look-at-scope.ts'
import { type Known, knownOf, type PlannedPage, planConclusions } from './plan-conclusions.ts'

/** A run that is only thought has no id of its own. */
export const DRY_RUN_ID = 'dry-run'

export interface ChangesRequest {
  readonly reconciliation: Reconciliation
  readonly scope: Scope
  readonly readTracker: ReadTracker
}

/** A change with the discrepancy before (null: there was none) and after it. */
export interface PlannedChange extends SavedChange {
  readonly before: Discrepancy | null
}

export interface PlannedChanges {
  readonly at: Date
  readonly findings: number
  readonly changes: readonly PlannedChange[]
}

/**
 * What the tracker would do after a run: compares, reads what is known and plans, and writes nothing. New discrepancies
 * have the numbers that they would get if nobody else opened one before.
 */
export async function previewChanges(
  context: ReadContext,
  { reconciliation, scope, readTracker }: ChangesRequest,
): Promise<PlannedChanges> {
  const { name } = reconciliation
  const read = (list: (known: Known) => Promise<readonly Discrepancy[]>) =>
    readTracker(
      (db) => list(knownOf(db, { reconciliation: name })),
      () => [],
    )
  const seen = await lookAtScope(context, {
    reconciliation,
    scope,
    known: await readTracker<ComparedColumns>(
      (db) => findComparedColumns(db, name),
      () => ({}),
    ),
    openOnes: async function* () {
      yield await read(async (known) => (await gather(known.open(null))).flat())
    },
    listPairs: () => read((known) => known.pairs()),
  })
  const plan = async (known: Known) => await gather(planConclusions(reconciliation, seen, known))
  const { pages, next } = await readTracker(
    async (db) => ({
      pages: await plan(knownOf(db, { reconciliation: name })),
      next: await readNextNumber(db),
    }),
    async () => ({ pages: await plan(NOTHING_KNOWN), next: 1 }),
  )
  const at = context.now()
  return {
    at,
    findings: seen.findings.length,
    changes: applyAll(pages, { reconciliation, next, now: at }),
  }
}

async function gather<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const gathered: Page[] = []
  for await (const page of pages) gathered.push(page)
  return gathered
}

/** What an empty tracker knows. */
const NOTHING_KNOWN: Known = {
  found: async () => [],
  pairs: async () => [],
  remediesOn: async () => new Set(),
  open: async function* () {},
}

function applyAll(
  pages: readonly PlannedPage[],
  {
    reconciliation: { name, shadow: isShadow = false },
    next,
    now,
  }: { reconciliation: Reconciliation; next: number; now: Date },
): PlannedChange[] {
  let number = next
  return pages.flatMap(({ known, changes }) => {
    const byNumber = new Map(known.map((discrepancy) => [discrepancy.number, discrepancy]))
    return changes.map((change) => {
      const before = change.type === 'opened' ? null : byNumber.get(change.number)!
      const context = { reconciliation: name, runId: DRY_RUN_ID, now, before, isShadow }
      const opens = change.type === 'opened'
      return {
        change,
        before,
        discrepancy: applyChange(change, { ...context, number: opens ? number++ : 0 }),
      }
    })
  })
}
