import type { Discrepancy } from '../domain/discrepancy.ts'
import type { Database } from '../store/open-database.ts'
import type { Context } from './context.ts'

/** Asks for an incident of a service, within the caller's transaction; the same asked twice is one incident. */
export async function wantIncident(
  _context: Pick<Context, 'settings'>,
  _transaction: Database,
  _wish: { readonly service: string; readonly discrepancy: Discrepancy; readonly now: Date },
): Promise<void> {}
