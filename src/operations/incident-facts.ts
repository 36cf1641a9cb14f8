import type { Discrepancy } from '../domain/discrepancy.ts'
import { traitsOf } from '../domain/finding-traits.ts'
import type { IncidentEvent, IncidentFacts, TrackedIncident } from '../domain/incident.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import { messageTag } from '../outbox/plan-messages.ts'
import { isSecret, keyText } from '../slack/messages/secrecy.ts'
import { visible } from '../slack/messages/visible.ts'
import { countOf, describeFinding } from '../slack/messages/words.ts'
import { findDiscrepancies } from '../store/discrepancies.ts'
import { listIncidentNumbers } from '../store/incidents.ts'
import { findMessage } from '../store/messages.ts'
import type { Context } from './context.ts'

/** What a service may learn of an incident; null: nothing that it is about is in the tracker any more. */
export async function incidentFacts(
  { db, settings }: Pick<Context, 'db' | 'settings'>,
  incident: TrackedIncident,
  event: IncidentEvent,
): Promise<IncidentFacts | null> {
  const numbers = await listIncidentNumbers(db, incident.id)
  const members = await findDiscrepancies(db, [...numbers, incident.number])
  const open = members.filter(({ status }) => status !== 'resolved')
  const shown = open[0] ?? members[0]
  if (shown === undefined) return null
  const reconciliation = settings.reconciliations.find(({ name }) => name === incident.reconciliation) ?? null
  const { dedupKey, round } = incident
  return {
    event,
    dedupKey,
    round,
    ...factsOf(shown, reconciliation),
    summary: summaryOf({ shown, count: open.length, incident, reconciliation }),
    link: await linkTo({ db }, shown.number),
  }
}

function factsOf(
  { number, finding, firstSeenAt, ...discrepancy }: Discrepancy,
  reconciliation: Reconciliation | null,
) {
  const { kind, field, cause } = traitsOf(finding)
  // That one value begins like the other would tell it letter by letter.
  const isTold = cause !== 'truncation' || field === null || !isSecret(reconciliation, field)
  return {
    number,
    reconciliation: discrepancy.reconciliation,
    title: reconciliation?.title ?? discrepancy.reconciliation,
    kind,
    field,
    severity: finding.severity,
    cause: isTold ? cause : null,
    key: finding.kind === 'schema' ? '' : visible(keyText(reconciliation, finding.key)),
    since: firstSeenAt,
  }
}

/** `#12 balance differs. Customers, id 1042`, and of many `12 discrepancies: email differs. Customers`. */
function summaryOf({
  shown: { number, finding, reconciliation: name },
  count,
  incident,
  reconciliation,
}: {
  readonly shown: Discrepancy
  readonly count: number
  readonly incident: TrackedIncident
  readonly reconciliation: Reconciliation | null
}): string {
  const what = describeFinding(finding)
  const title = reconciliation?.title ?? name
  if (incident.pattern !== null && count > 1)
    return visible(`${countOf(count, 'discrepancy', 'discrepancies')}: ${what}. ${title}`)
  if (finding.kind === 'schema') return visible(`#${number} ${what}. ${title}`)
  const keyNames = reconciliation?.keyNames.join(' / ') ?? 'key'
  return visible(`#${number} ${what}. ${title}, ${keyNames} ${keyText(reconciliation, finding.key)}`)
}

/** Slack leads from there to the message, in the workspace that whoever follows it has open. */
async function linkTo({ db }: Pick<Context, 'db'>, number: number): Promise<string | null> {
  const card = await findMessage(db, messageTag.card(number))
  if (!card || card.goneAt || !/^[CGD][A-Z0-9]+$/.test(card.channel)) return null
  return `https://slack.com/archives/${card.channel}/p${card.ts.replace('.', '')}`
}
