import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Database } from '../store/open-database.ts'
import type { Context } from './context.ts'

/** Asks for an incident about a discrepancy, within the transaction of whoever wants it; the same asked twice is one. */
export async function wantIncident(
  _context: Pick<Context, 'settings'>,
  _transaction: Database,
  _wish: { readonly service: string; readonly discrepancy: Discrepancy; readonly now: Date },
): Promise<void> {}
