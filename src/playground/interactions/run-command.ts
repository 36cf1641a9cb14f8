import { checkBlocks } from '../blocks/check-blocks.ts'
import { applyResponse } from '../web-api/response-url.ts'
import { addMessage } from '../workspace/messages.ts'
import { DONE, failureOf, type Outcome, problem, type Stage } from './interaction.ts'

export interface TypedCommand {
  readonly user: string
  readonly channel: string
  /** With the slash, as typed. */
  readonly text: string
}

/** Sends a slash command; its failure is told by Slackbot, to the person alone. */
export async function runCommand(stage: Stage, typed: TypedCommand): Promise<Outcome> {
  const { workspace } = stage
  const [, command = '', text = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed.text.trim()) ?? []
  if (!workspace.commands.some((each) => each.command === command)) {
    return problem(`${command || typed.text} is not a valid command.`)
  }
  const conversation = workspace.conversations.get(typed.channel)
  if (conversation === undefined) return problem('That channel is not there any more.')
  const target = { channel: conversation.id, user: typed.user, ts: null, threadTs: null }
  const delivery = await stage.door.deliver('slash_commands', {
    token: 'playground',
    team_id: workspace.teamId,
    team_domain: 'playground',
    channel_id: conversation.id,
    channel_name: conversation.kind === 'direct' ? 'directmessage' : conversation.name,
    user_id: typed.user,
    user_name: workspace.members.get(typed.user)?.name,
    command,
    text,
    api_app_id: workspace.appId,
    is_enterprise_install: 'false',
    response_url: `${stage.origin()}/response/${workspace.passes.issueResponse(target)}`,
    trigger_id: workspace.passes.issueTrigger(typed.user),
  })
  const failure = failureOf(delivery, `\`${command}\``, workspace.bot.realName)
  if (failure !== null) {
    tellAlone(stage, typed, failure)
    return problem(failure)
  }
  if (delivery.outcome === 'acknowledged' && Object.keys(delivery.payload).length > 0) {
    const { payload } = delivery
    const fine = payload.blocks === undefined || checkBlocks(payload.blocks, 'message').length === 0
    if (!fine) return problem(`\`${command}\` failed because the app answered with invalid blocks.`)
    applyResponse(workspace, target, payload)
  }
  return DONE
}

function tellAlone(stage: Stage, typed: TypedCommand, sentence: string): void {
  addMessage(stage.workspace, {
    channel: typed.channel,
    author: 'USLACKBOT',
    text: sentence,
    onlyFor: typed.user,
  })
}
