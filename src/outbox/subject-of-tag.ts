import type { OutboxSubject } from '../domain/outbox.ts'

/** What the message with this tag shows as it now is; null: it tells what was, or its tag is none of ours. */
export function subjectOfTag(tag: string): OutboxSubject | null {
  const [, kind, id = ''] = /^([a-z-]+):(.+)$/s.exec(tag) ?? []
  switch (kind) {
    case 'card':
      return /^\d{1,15}$/.test(id) ? { kind: 'discrepancy', number: Number(id) } : null
    case 'run-group':
    case 'held':
    case 'failing':
      return { kind, runId: id }
    default:
      return null
  }
}
