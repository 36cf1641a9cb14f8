import { normaliseDigestAt } from './normalise-notify.ts'
import { normaliseRunSchedule } from './normalise-schedule.ts'
import { NotifyConfig } from './notify-schema.ts'
import type { Problem } from './problem.ts'
import { RunScheduleConfig } from './schedule-schema.ts'

const RULES = ['digestAt', 'quietDay'] as const
type Rule = (typeof RULES)[number]

interface Said {
  readonly name: string
  readonly channel: string
  readonly rules: Readonly<Record<Rule, string | null>>
}

/** A channel gets one digest a day, so its reconciliations cannot want it at different times. */
export function checkDigests(value: unknown): Problem[] {
  if (!isRecord(value) || !isRecord(value.reconciliations)) return []
  const all = Object.entries(value.reconciliations).flatMap(([name, config]) => saidBy(name, config))
  return all.flatMap((own) => RULES.flatMap((rule) => contradiction(own, rule, all)))
}

function contradiction(own: Said, rule: Rule, all: readonly Said[]): Problem[] {
  const first = all.find(({ channel, rules }) => channel === own.channel && rules[rule] !== null)
  const [wanted, said] = [own.rules[rule], first?.rules[rule]]
  if (wanted === null || !first || wanted === said) return []
  const sentence = `${own.channel} gets one digest, and ${first.name} says ${said} where this says ${wanted}: write the same, or leave it out here`
  return [{ path: ['reconciliations', own.name, 'notify', rule], sentence }]
}

/** What is wrong by itself is told elsewhere; what is in shadow gets no digest. */
function saidBy(name: string, config: unknown): Said[] {
  if (!isRecord(config) || config.shadow === true) return []
  const notify = NotifyConfig.safeParse(config.notify)
  if (!notify.success || notify.data.digest === undefined) return []
  const { digest: channel, digestAt, quietDay = null } = notify.data
  const at = digestAt === undefined ? null : normaliseDigestAt(digestAt, zoneOf(config.schedule))
  return [{ name, channel, rules: { digestAt: at && `"${at.cron}" in ${at.zone}`, quietDay } }]
}

function zoneOf(schedule: unknown): string {
  const parsed = RunScheduleConfig.safeParse(schedule)
  return parsed.success ? normaliseRunSchedule(parsed.data).zone : 'UTC'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
