import type { Notify, Reconciliation, Schedule } from '../domain/reconciliation.ts'
import type { NotifyConfig, TimeOfDayConfig } from './notify-schema.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** `zone`: of what says none. */
export function normaliseNotify(config: NotifyConfig, zone: string): Notify {
  return {
    channel: config.channel ?? null,
    digestChannel: config.digest ?? null,
    digestAt: normaliseDigestAt(config.digestAt ?? '0 9 * * *', zone),
    ...(config.quietDay === undefined ? {} : { quietDay: config.quietDay }),
    maxCards: config.maxCards ?? 5,
    ...(config.thread === undefined ? {} : { thread: config.thread }),
  }
}

export function normaliseDigestAt(config: NonNullable<NotifyConfig['digestAt']>, zone: string): Schedule {
  if (typeof config === 'string') return { cron: config.trim(), zone }
  const cron = 'at' in config ? cronOf(config) : config.cron.trim()
  return { cron, zone: config.zone ?? zone }
}

/**
 * A channel gets one digest, at the time that one of its reconciliations says, whichever that is. That no two say
 * different ones was checked before.
 */
export function shareDigests(
  reconciliations: readonly Reconciliation[],
  said: (name: string) => NotifyConfig | undefined,
): Reconciliation[] {
  return reconciliations.map((own) => {
    const { digestChannel } = own.notify
    if (digestChannel === null || own.shadow) return own
    const others = reconciliations.filter(
      ({ notify, shadow }) => notify.digestChannel === digestChannel && !shadow,
    )
    const sayer = (rule: 'digestAt' | 'quietDay') =>
      (others.find(({ name }) => said(name)?.[rule] !== undefined) ?? others[0]!).notify
    const { quietDay } = sayer('quietDay')
    const notify = { ...own.notify, digestAt: sayer('digestAt').digestAt }
    return { ...own, notify: quietDay === undefined ? notify : { ...notify, quietDay } }
  })
}

/** `{ at: "09:30", days: mon-fri }` as `30 9 * * 1,2,3,4,5`. */
function cronOf({ at, days }: TimeOfDayConfig): string {
  const [hour, minute] = at.split(':').map(Number)
  return `${minute} ${hour} * * ${days === undefined ? '*' : daysOf(days).join(',')}`
}

/** A range may go over the end of the week: `sat-mon`. */
function daysOf(text: string): number[] {
  const named = text
    .toLowerCase()
    .split(/, ?/)
    .flatMap((part) => {
      const [from, to = from] = part.split('-').map((day) => DAYS.indexOf(day)) as [number, number?]
      return Array.from({ length: ((to! - from + 7) % 7) + 1 }, (_, after) => (from + after) % 7)
    })
  return [...new Set(named)].sort((a, b) => a - b)
}
