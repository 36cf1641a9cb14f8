import { CounterfoilError } from '../../domain/errors.ts'
import { quoteIdentifier } from '../quote-identifier.ts'
import type { SlotSide } from './logged-sides.ts'

/** What there must be, in the words that make it. */
export function missingSlot(
  name: string,
  { location, changes: { slot, publication } }: SlotSide,
  isElsewhere: boolean,
): CounterfoilError {
  const where = isElsewhere
    ? `the replication slot "${slot}" belongs to another database`
    : `there is no logical replication slot "${slot}"`
  const made = isElsewhere ? `${slot}_here` : slot
  return new CounterfoilError(
    'source-missing',
    `${name}: ${where}: create it with SELECT pg_create_logical_replication_slot('${made}', 'pgoutput'), ` +
      `after CREATE PUBLICATION ${written(publication)} FOR TABLE ${location.table} where that is missing, and have changes.slot name it.`,
  )
}

/** As SQL takes it: quoted where it has to be. */
function written(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name)
}

/** The server threw away what the slot had to tell, or took the slot out of use. */
export function isInvalidated(cause: unknown): boolean {
  return codeOf(cause) === '55000'
}

/** What a failure means where a slot was read; any other is left as it is. */
export function explainSlotError(name: string, slot: string, cause: unknown): unknown {
  const code = codeOf(cause)
  if (code === '42501') {
    const sentence = `${name}: the user of the source may not read the replication slot "${slot}": ALTER ROLE ... REPLICATION gives that (a hosted server has its own way, such as GRANT rds_replication TO ...).`
    return new CounterfoilError('source-query', sentence, { cause })
  }
  if (code === '55006') {
    const sentence = `${name}: the replication slot "${slot}" is being read by somebody else: run again when that is over, and let a slot have one reader.`
    return new CounterfoilError('source-busy', sentence, { cause })
  }
  if (code === '42704') {
    const sentence = `${name}: the replication slot "${slot}", or its publication, is not there any more: run again, and create what is said to be missing.`
    return new CounterfoilError('source-missing', sentence, { cause })
  }
  return cause
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
