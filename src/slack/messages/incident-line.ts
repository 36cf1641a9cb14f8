import type { ContextBlock } from '@slack/types'
import type { EventDetails } from '../../domain/discrepancy-event.ts'
import type { Incident } from '../../domain/incident.ts'
import { context } from './blocks.ts'
import { dateToken, plain } from './mrkdwn.ts'

const SHOWN = 3

/** The incidents of a discrepancy, a line each; null: it has none. */
export function incidentLine(incidents: readonly Incident[] = []): ContextBlock | null {
  if (incidents.length === 0) return null
  const more = incidents.length - SHOWN
  const lines = incidents.slice(0, SHOWN).map(describe)
  return context([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))
}

function describe(incident: Incident): string {
  const { service, state, openedAt, closedAt, error } = incident
  const at = `at ${plain(service, 80)}`
  const since = openedAt === null ? '' : ` since ${dateToken(openedAt)}`
  switch (state) {
    case 'opening':
      return error === null
        ? `🚨 *Incident ${at}*: being opened`
        : `⚠️ *Incident ${at}*: not open yet, tried again (${plain(error, 200)})`
    case 'open':
      return `🚨 *Incident ${at}* open${since}${linkTo(incident)}${late(error)}`
    case 'closing':
      return `🚨 *Incident ${at}*: being closed${linkTo(incident)}${late(error)}`
    case 'closed':
      return `Incident ${at} closed${closedAt === null ? '' : ` ${dateToken(closedAt)}`}${linkTo(incident)}`
    case 'failed':
      return openedAt === null
        ? `⚠️ *Incident ${at}*: could not be opened (${plain(error ?? 'unknown', 300)})`
        : `⚠️ *Incident ${at}* open${since}${linkTo(incident)}: could not be told what happened since (${plain(error ?? 'unknown', 300)})`
  }
}

function late(error: string | null): string {
  return error === null ? '' : `; tried again (${plain(error, 200)})`
}

/** Only what is a URL and nothing else: it came from outside. */
function linkTo({ link }: Pick<Incident, 'link'>): string {
  if (link === null || !/^https?:\/\/[^\s<>|"]+$/.test(link)) return ''
  return `, <${link.replaceAll('&', '&amp;')}|look there>`
}

/** What the history says of an incident. */
export function incidentEventText(details: EventDetails | null): string {
  const { service = '', did = 'opened', link = null } = details?.incident ?? {}
  const at = `at ${plain(service, 80)}${linkTo({ link })}`
  switch (did) {
    case 'opened':
      return `🚨 *Incident opened* ${at}`
    case 'joined':
      return `🚨 *Belongs to the incident* ${at}`
    case 'closed':
      return `*Incident closed* ${at}`
  }
}
