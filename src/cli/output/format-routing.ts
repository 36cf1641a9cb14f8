import { findingField } from '../../domain/finding.ts'
import type { Ladder, LadderCall } from '../../domain/ladder.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { Route } from '../../domain/route.ts'
import type { RoutingExplanation } from '../../operations/explain-routing.ts'
import { displayText } from './display-value.ts'
import type { Format } from './format.ts'

/** Which rule holds for a finding, why others do not, and what happens with it: for people, else one line of JSON. */
export function formatRouting(explanation: RoutingExplanation, format: Format): string {
  return format === 'table' ? describe(explanation) : `${JSON.stringify(publicRouting(explanation))}\n`
}

function publicRouting({ reconciliation, finding, known, ...explanation }: RoutingExplanation): object {
  const { route, rules, asPattern, assumed, ladder } = explanation
  return {
    reconciliation: reconciliation.name,
    number: known?.number ?? null,
    kind: finding.kind,
    field: findingField(finding),
    severity: finding.severity,
    route,
    channel: channelOf(route, reconciliation),
    rules,
    asPattern,
    known: known?.tells ?? null,
    assumed,
    ladder,
  }
}

function describe(explanation: RoutingExplanation): string {
  const { reconciliation, finding, known, route, rules, asPattern, assumed, ladder } = explanation
  const field = findingField(finding)
  const named = known === null ? '' : `#${known.number}, `
  const about = `${named}${finding.kind}${field === null ? '' : ` of ${displayText(field)}`}, severity ${finding.severity}`
  const lines = [
    `${reconciliation.name}: ${about}`,
    ...(assumed.length === 0 ? [] : [`  not said, so taken as: ${assumed.join(', ')}`]),
    ...rules.map(
      ({ rule, failed }) => `  rule ${rule}: ${failed === null ? 'holds' : `no, ${displayText(failed.why)}`}`,
    ),
    ...(route.rule === null
      ? [`  ${rules.length === 0 ? 'there are no rules' : 'no rule holds'}: its severity decides`]
      : []),
    `goes to ${targetOf(route)}: ${meansOf(route, reconciliation)}`,
    ...(asPattern === null ? [] : [`as one of a pattern: ${decidedBy(asPattern)}, ${targetOf(asPattern)}`]),
    ...knownLine(explanation),
    ladder === null ? 'no ladder' : ladderLine(ladder),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function decidedBy({ rule }: Route): string {
  return rule === null ? 'by its severity' : `rule ${rule}`
}

function targetOf({ tells, incident, remedy }: Route): string {
  if (incident !== undefined) return `${tells} and incident ${incident}`
  return remedy === undefined ? tells : `${tells} and remedy ${remedy}`
}

function channelOf({ tells }: Route, { notify, shadow }: Reconciliation): string | null {
  if (shadow || tells === 'log') return null
  return tells === 'alert' ? notify.channel : notify.digestChannel
}

function meansOf(route: Route, reconciliation: Reconciliation): string {
  if (reconciliation.shadow) return 'nobody is told, as the reconciliation is in shadow'
  if (route.tells === 'log') return 'recorded only'
  const channel = channelOf(route, reconciliation)
  const key = route.tells === 'alert' ? 'channel' : 'digest'
  if (channel === null)
    return `nobody is told, as reconciliations.${reconciliation.name}.notify.${key} is not set`
  if (route.tells === 'digest') return `in the digest of ${channel}`
  return `told at once in ${channel}, the first ${reconciliation.notify.maxCards} of a run as cards`
}

function knownLine({ known, route, asPattern }: RoutingExplanation): string[] {
  if (known === null) return []
  const stays = known.tells === route.tells
  // A run that sees no pattern leaves it where it is.
  const later =
    asPattern?.tells === known.tells
      ? 'a run that looks at everything decides'
      : 'the next run that sees it changes that'
  return [`the tracker has it as ${known.tells}${stays ? '' : `: ${later}`}`]
}

function ladderLine({ from, steps, repeat }: Ladder): string {
  const calls = steps.map(({ afterSeconds, call }) => `after ${duration(afterSeconds)} ${callText(call)}`)
  const again = repeat === 0 ? '' : `; gone through ${repeat} more ${repeat === 1 ? 'time' : 'times'}`
  return `ladder from when it is ${from === 'opened' ? 'told' : 'escalated'}: ${calls.join(', ')}${again}`
}

function callText(call: LadderCall): string {
  return call.kind === 'incident' ? `incident ${call.service}` : `${call.kind} ${displayText(call.who)}`
}

/** As the config writes it: `15m`. */
function duration(seconds: number): string {
  const units = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
  ] as const
  const [size, unit] = units.find(([each]) => seconds >= each && seconds % each === 0) ?? [1, 's']
  return `${seconds / size}${unit}`
}
