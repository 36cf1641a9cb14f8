import type { Actor } from '../../../domain/discrepancy.ts'
import { parsePause } from '../../../domain/parse-pause.ts'
import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { pauseSchedule, resumeSchedule } from '../../../operations/pause-schedule.ts'
import { pausedAnswer, resumedAnswer } from '../../messages/pause-answer.ts'
import { type Audience, reply } from '../reply.ts'
import type { Room } from '../room.ts'
import type { ReconCommand } from './parse-command.ts'

type PausingCommand = Extract<ReconCommand, { verb: 'pause' | 'resume' }>

/** Pauses or resumes a schedule. Times are those of the schedule's zone, unless they name an offset. */
export async function pauseOrResume(room: Room, audience: Audience, command: PausingCommand): Promise<void> {
  const { context } = room
  const { name } = command
  const actor: Actor = { kind: 'person', id: audience.user, surface: 'slack' }
  if (command.verb === 'resume') {
    await reply(room, audience, { message: resumedAnswer(await resumeSchedule(context, { name, actor })) })
    return
  }
  const zone = findReconciliation(context.settings, name).schedule?.zone ?? 'UTC'
  const written = parsePause(command.words, { now: context.now(), zone })
  await reply(room, audience, {
    message: pausedAnswer(await pauseSchedule(context, { name, actor, ...written })),
  })
}
