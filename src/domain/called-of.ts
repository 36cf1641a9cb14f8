import type { Reconciliation } from './reconciliation.ts'

/** Whom a reconciliation may call, as written in the config: on escalation, and step by step while nobody answers. */
export function calledOf({ triage }: Pick<Reconciliation, 'triage'>): string[] {
  const { escalateTo, ladder } = triage
  const steps = ladder?.steps ?? []
  return [
    ...(escalateTo === null ? [] : [escalateTo]),
    ...steps.flatMap(({ call }) => (call.kind === 'incident' ? [] : [call.who])),
  ]
}
