import type { App } from '@slack/bolt'
import { todayIn } from '../../../domain/calendar-day.ts'
import { CounterfoilError } from '../../../domain/errors.ts'
import { parseScope } from '../../../domain/parse-scope.ts'
import { describeStatus } from '../../../operations/describe-status.ts'
import { findReconciliation } from '../../../operations/find-reconciliation.ts'
import { gatherDigest } from '../../../operations/gather-digest.ts'
import { showDiscrepancy } from '../../../operations/list-discrepancies.ts'
import { retryDeliveries } from '../../../operations/retry-deliveries.ts'
import { viewDigest } from '../../../operations/view-digest.ts'
import { retryAnswer } from '../../messages/delivery-problems.ts'
import { digest } from '../../messages/digest.ts'
import { discrepancyCard } from '../../messages/discrepancy-card.ts'
import { helpAnswer } from '../../messages/help-answer.ts'
import type { Message } from '../../messages/message.ts'
import { statusAnswer } from '../../messages/status-answer.ts'
import { guard } from '../guard.ts'
import { type Audience, reply } from '../reply.ts'
import type { Room } from '../room.ts'
import { definitionOf } from '../with-definitions.ts'
import { compareNow } from './compare.ts'
import { parseCommand, type ReconCommand } from './parse-command.ts'
import { showList } from './show-list.ts'

const DAY_MS = 24 * 60 * 60 * 1_000

/** `/recon`: acknowledged at once, answered through the response url, so it works wherever it is typed. */
export function registerRecon(app: App, room: Room): void {
  app.command('/recon', async ({ ack, command }) => {
    await ack()
    const audience = { user: command.user_id, responseUrl: command.response_url }
    await guard(room, audience, async () => {
      const names = room.context.settings.reconciliations.map(({ name }) => name)
      await obey(room, audience, parseCommand(command.text ?? '', names))
    })
  })
}

async function obey(room: Room, audience: Audience, command: ReconCommand): Promise<void> {
  const { context } = room
  if (command.verb === 'check') {
    const reconciliation = findReconciliation(context.settings, command.name)
    const scope = parseScope(reconciliation, command.words, context.now())
    await compareNow(room, audience, { name: command.name, scope })
  } else if (command.verb === 'run') {
    const { schedule } = findReconciliation(context.settings, command.name)
    const kind = schedule?.changedOnly && !command.deep ? 'changed' : 'everything'
    await compareNow(room, audience, { name: command.name, scope: { kind }, deep: command.deep })
  } else {
    await reply(room, audience, { message: await answer(room, command) })
  }
}

type Question = Exclude<ReconCommand, { verb: 'check' | 'run' }>

async function answer(room: Room, command: Question): Promise<Message> {
  const { context } = room
  switch (command.verb) {
    case 'list':
      return await showList(room, {
        reconciliation: command.name,
        severities: command.severities,
        from: null,
      })
    case 'show':
      return await showCard(room, command.number)
    case 'status':
      return statusAnswer(await describeStatus(context))
    case 'retry':
      return retryAnswer(await retryDeliveries(context))
    case 'digest':
      return await digestNow(room)
    case 'help':
      return helpAnswer(context.settings.reconciliations.map(({ name }) => name))
    case 'unclear':
      throw new CounterfoilError('usage', command.sentence)
  }
}

async function showCard({ context }: Room, number: number): Promise<Message> {
  const discrepancy = await showDiscrepancy(context, number)
  if (!discrepancy)
    throw new CounterfoilError('not-found', `There is no discrepancy #${number}. See all: /recon list`)
  return discrepancyCard(discrepancy, definitionOf(context, discrepancy.reconciliation))
}

/** The last day and what is open now, for one person; the channel's own digest stays as scheduled. */
async function digestNow({ context }: Room): Promise<Message> {
  const until = context.now()
  const facts = await gatherDigest(context, {
    reconciliations: context.settings.reconciliations,
    day: todayIn('UTC', until),
    since: new Date(until.getTime() - DAY_MS),
    until,
  })
  return digest(await viewDigest(context, facts))
}
