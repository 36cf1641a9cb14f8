import type { Breach } from '../../operations/find-breach.ts'
import type { AuditPlace, AuditVerdict } from '../../operations/verify-audit.ts'

/** What a check of the audit chain found, for people or as one JSON object. */
export function formatVerdict(
  verdict: AuditVerdict,
  { isJson, isKeySet }: { isJson: boolean; isKeySet: boolean },
): string {
  const { breach, ...facts } = verdict
  const signaturesChecked = isKeySet && facts.checkpoints.signed > 0
  if (isJson)
    return `${JSON.stringify({ whole: breach === null, ...facts, signaturesChecked, breach }, null, 2)}\n`
  const lines = breach
    ? describeBreach(breach, verdict)
    : [...describeWhole(verdict), ...describePruned(verdict, isKeySet)]
  return `${lines.join('\n')}\n`
}

function describeWhole({ events, runs, first, last, head }: AuditVerdict): string[] {
  const counted = `${count(events, 'event')} and ${count(runs, 'run')}`
  const span = first && last ? `: from ${describePlace(first)} to ${describePlace(last)}` : ''
  return [`${counted}, whole${span}`, `head hash: ${head}`]
}

function describePruned({ pruned, checkpoints }: AuditVerdict, isKeySet: boolean): string[] {
  if (checkpoints.all === 0) return []
  const unsigned = checkpoints.all - checkpoints.signed
  const line = `pruned: ${count(pruned, 'row')} of these, accounted for by ${count(checkpoints.all, 'checkpoint')}`
  if (unsigned === checkpoints.all) {
    return [
      line,
      'the checkpoints are not signed, so whoever can write to the database can have made them: set COUNTERFOIL_AUDIT_KEY',
    ]
  }
  const signed = isKeySet
    ? `${checkpoints.signed} signed with the key in COUNTERFOIL_AUDIT_KEY`
    : `${checkpoints.signed} signed, not checked: set COUNTERFOIL_AUDIT_KEY`
  return [`${line}: ${signed}${unsigned === 0 ? '' : `, ${unsigned} older ones not signed`}`]
}

function describeBreach(breach: Breach, { entries, last }: AuditVerdict): string[] {
  const whole =
    last === null
      ? 'nothing before it is whole'
      : `${count(entries, 'entry')} before it are whole, up to ${describePlace(last)}`
  const place = breach.subject === null ? '' : ` at ${describePlace(breach as AuditPlace)}`
  return [`broken${place}: ${breach.sentence}`, ...(breach.position === null ? [] : [whole])]
}

/** `entry 12, event 11 of #3 (2026-11-01T09:00:00.123000Z)` */
function describePlace({ position, subject, id, number, at }: AuditPlace | Breach): string {
  const entry = position === null ? '' : `entry ${position}, `
  const of = number === null ? '' : ` of #${number}`
  return `${entry}${subject} ${id}${of}${at === null ? '' : ` (${at})`}`
}

function count(number: number, noun: string): string {
  const many = noun === 'entry' ? 'entries' : `${noun}s`
  return `${number.toLocaleString('en')} ${number === 1 ? noun : many}`
}
