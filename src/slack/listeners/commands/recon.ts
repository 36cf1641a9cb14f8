import type { App } from '@slack/bolt'
import { CounterfoilError } from '../../../domain/errors.ts'
import { parseScope } from '../../../domain/parse-scope.ts'
import { countOpen, listForgotten } from '../../../operations/count-open.ts'
import { describeStatus } from '../../../operations/describe-status.ts'
import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { gatherCard } from '../../../operations/gather-card.ts'
import { showDiscrepancy } from '../../../operations/list-discrepancies.ts'
import { retryDeliveries } from '../../../operations/retry-deliveries.ts'
import { retryAnswer } from '../../messages/delivery-problems.ts'
import { discrepancyCard } from '../../messages/discrepancy-card.ts'
import { helpAnswer } from '../../messages/help-answer.ts'
import type { ListPage } from '../../messages/list-page.ts'
import { menuAnswer } from '../../messages/menu-answer.ts'
import type { Message } from '../../messages/message.ts'
import { statusAnswer } from '../../messages/status-answer.ts'
import { reveal } from '../actions/reveal.ts'
import { guard } from '../guard.ts'
import { type Audience, reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import { compareNow, runNow } from './compare.ts'
import { openWindow } from './open-window.ts'
import { parseCommand, type ReconCommand } from './parse-command.ts'
import { pauseOrResume } from './pause-or-resume.ts'
import { sendReport } from './send-report.ts'
import { showDigest } from './show-digest.ts'
import { showList } from './show-list.ts'
import { showRemedies } from './show-remedies.ts'
import { showTrend } from './show-trend.ts'

/** `/recon`: acknowledged at once, answered through the response url, so it works wherever it is typed. */
export function registerRecon(app: App, room: Room): void {
  app.command('/recon', async ({ ack, command }) => {
    await ack()
    const audience = {
      user: command.user_id,
      responseUrl: command.response_url,
      channel: command.channel_id,
    }
    await guard(room, audience, async () => {
      const wanted = await understand(room, command.text ?? '')
      if (wanted.verb === 'ask')
        await openWindow(room, audience, { ...wanted, triggerId: command.trigger_id })
      else await obey(room, audience, wanted)
    })
  })
}

/** What the config no longer has can still be listed. Nothing but such a list waits for the tracker. */
async function understand({ context }: Room, text: string): Promise<ReconCommand> {
  const names = context.settings.reconciliations.map(({ name }) => name)
  const command = parseCommand(text, names)
  if (command.verb !== 'unclear' || !/^\s*list\b/i.test(text)) return command
  return parseCommand(text, [...names, ...(await listForgotten(context))])
}

async function obey(
  room: Room,
  audience: Audience,
  command: Exclude<ReconCommand, { verb: 'ask' }>,
): Promise<void> {
  const { context } = room
  if (command.verb === 'check') {
    const reconciliation = findReconciliation(context.settings, command.name)
    const scope = parseScope(reconciliation, command.words, context.now())
    await compareNow(room, audience, { name: command.name, scope })
  } else if (command.verb === 'run') {
    await runNow(room, audience, command)
  } else if (command.verb === 'show' && command.reveal) {
    await reveal(room, audience, command.number)
  } else if (command.verb === 'pause' || command.verb === 'resume') {
    await pauseOrResume(room, audience, command)
  } else if (command.verb === 'report') {
    await sendReport(room, audience, command)
  } else {
    await reply(room, audience, { message: await answer(room, command, audience.user) })
  }
}

type Question = Exclude<ReconCommand, { verb: 'check' | 'run' | 'ask' | 'report' | 'pause' | 'resume' }>

/** What is shown to this person for a command that compares nothing. */
export async function answer(room: Room, command: Question, user: string): Promise<Message> {
  const { context } = room
  switch (command.verb) {
    case 'menu':
      return menuAnswer(await countOpen(context, user))
    case 'list':
      return await showList(room, pageOf(command), user)
    case 'show':
      return await showCard(room, command.number)
    case 'status':
      return statusAnswer({ ...(await describeStatus(context)), acks: room.acks.summary() })
    case 'retry':
      return retryAnswer(await retryDeliveries(context))
    case 'digest':
      return await showDigest(room, command.unit)
    case 'trend':
      return await showTrend(room, command)
    case 'remedies':
      return await showRemedies(room, command.name)
    case 'help':
      return helpAnswer(context.settings.reconciliations.map(({ name }) => name))
    case 'unclear':
      throw new CounterfoilError('usage', command.sentence)
  }
}

function pageOf({ name, severities, marks }: Extract<Question, { verb: 'list' }>): ListPage {
  return { reconciliation: name, severities, marks, from: null }
}

async function showCard({ context }: Room, number: number): Promise<Message> {
  const discrepancy = await showDiscrepancy(context, number)
  if (!discrepancy)
    throw new CounterfoilError('not-found', `There is no discrepancy #${number}. See all: /recon list`)
  const extras = await gatherCard(context, discrepancy)
  return discrepancyCard(discrepancy, definitionOf(context, discrepancy.reconciliation), extras)
}
