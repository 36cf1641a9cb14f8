import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../../../domain/discrepancy.ts'
import { parsePeriod } from '../../../domain/parse-scope.ts'
import { type Report, reportDiscrepancies, reportZone } from '../../../operations/report-discrepancies.ts'
import {
  type ReportOutcome,
  type ReportSubject,
  reportAnswer,
  reportComment,
} from '../../messages/report-answer.ts'
import { uploadFile } from '../../upload-file.ts'
import { type Audience, reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'

export interface ReportWanted {
  /** Null: of all reconciliations. */
  readonly name: string | null
  /** Days as somebody wrote them; null: what is open. */
  readonly days: string | null
}

/** Uploads a CSV file where it was asked for; where the bot is not, as a direct message. */
export async function sendReport(
  room: Room,
  audience: Audience,
  { name, days }: ReportWanted,
): Promise<void> {
  const { context } = room
  const actor: Actor = { kind: 'person', id: audience.user, surface: 'slack' }
  const zone = reportZone(context.settings, name)
  const period = days === null ? null : { ...parsePeriod(days, { zone, now: context.now() }), zone }
  const report = await reportDiscrepancies(context, { actor, reconciliation: name, period })
  try {
    const title = name === null ? null : (definitionOf(context, name)?.title ?? name)
    const subject = { title, name, period, rows: report.rows, leftOut: report.leftOut.denials }
    const outcome: ReportOutcome =
      report.rows === 0 ? { kind: 'empty' } : await deliver(room, audience, { report, subject })
    context.log.info({ by: actor.id, outcome: outcome.kind, rows: report.rows }, 'a report was asked for')
    await reply(room, audience, { message: reportAnswer(subject, outcome) })
  } finally {
    await report.remove()
  }
}

async function deliver(
  room: Room,
  audience: Audience,
  { report, subject }: { readonly report: Report; readonly subject: ReportSubject },
): Promise<ReportOutcome> {
  const { client, context } = room
  const { channel, isDirect } = await placeFor(room, audience)
  const upload = { ...report, channel, comment: reportComment(subject, audience.user) }
  const wait = context.wait ?? ((seconds: number) => sleep(seconds * 1_000))
  const uploaded = await uploadFile(client, upload, wait)
  return uploaded.kind === 'shared' ? { kind: 'shared', isDirect } : uploaded
}

/** Files go only where the bot is: posting uninvited does not cover them. */
async function placeFor(
  { client }: Room,
  { channel = null, user }: Audience,
): Promise<{ channel: string; isDirect: boolean }> {
  if (channel !== null && !channel.startsWith('D')) {
    const known = await client.conversations.info({ channel }).catch(() => null)
    if (known?.channel?.is_member && !known.channel.is_archived) return { channel, isDirect: false }
  }
  const direct = await client.conversations.open({ users: user })
  const id = direct.channel?.id ?? user
  return { channel: id, isDirect: id !== channel }
}
