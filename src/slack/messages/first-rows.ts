import type { KnownBlock } from '@slack/types'
import type { Discrepancy } from '../../domain/discrepancy.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { context } from './blocks.ts'
import { discrepancyRow } from './discrepancy-row.ts'
import { code } from './mrkdwn.ts'

const ROWS = 5

/** The first few discrepancies of an answer, with their buttons, and where the others are listed. */
export function firstRows(open: readonly Discrepancy[], reconciliation: Reconciliation): KnownBlock[] {
  const rows = open
    .slice(0, ROWS)
    .flatMap((discrepancy) => discrepancyRow({ discrepancy, reconciliation }, 'answer'))
  if (open.length <= ROWS) return rows
  const more = `and ${open.length - ROWS} more: ${code(`/recon list ${reconciliation.name}`)}`
  return [...rows, context(more)]
}
