import { z } from 'zod'
import type { Conversation } from '../workspace/contents.ts'
import { findConversation } from '../workspace/conversations.ts'
import { findMessage } from '../workspace/messages.ts'
import { ControlRefusal, type ControlRoute, type Desk, plain, withBody } from './control-route.ts'
import { findChannel } from './find-channel.ts'
import { findPerson } from './find-person.ts'

const NewChannel = z.strictObject({
  name: z.string().regex(/^#?[a-z0-9_-]+$/, 'lower case letters, digits, - and _'),
  private: z.boolean().default(false),
  /** With another company. */
  shared: z.boolean().default(false),
})

const ChannelChange = z.strictObject({
  archived: z.boolean().optional(),
  /** Who may post, and how. */
  rule: z
    .enum(['anyone', 'some-people', 'read-only', 'replies-only', 'no-replies', 'locked-threads'])
    .optional(),
  /** Is the app's bot in it? */
  bot: z.boolean().optional(),
  join: z.array(z.string()).default([]),
  leave: z.array(z.string()).default([]),
})

/** Channels, messages, and time. */
export const workspaceRoutes: readonly ControlRoute[] = [
  plain('GET', { path: '/clock', does: "tells the workspace's time" }, clock),
  withBody(
    z.strictObject({ advanceSeconds: z.number().positive() }),
    { path: '/clock', does: 'moves time forward; what falls due on the way is done' },
    (desk, { body }) => {
      desk.stage.workspace.clock.advance(body.advanceSeconds * 1000)
      return clock(desk)
    },
  ),
  plain('GET', { path: '/channels', does: 'lists the channels' }, ({ stage }) => ({
    channels: [...stage.workspace.conversations.values()].map(describe),
  })),
  withBody(NewChannel, { path: '/channels', does: 'makes a channel' }, (desk, { body }) => {
    const { workspace } = desk.stage
    if (findConversation(workspace, body.name) !== null) {
      throw new ControlRefusal(409, `There is a channel "${body.name}" already.`)
    }
    const facts = { isPrivate: body.private, isShared: body.shared }
    return describe(findChannel(desk, desk.playground().addChannel(body.name, facts)))
  }),
  withBody(
    ChannelChange,
    {
      path: '/channels/:channel',
      does: 'archives a channel, says who may post, lets the bot or people join or leave',
    },
    (desk, { at, body }) => {
      const channel = findChannel(desk, at('channel'))
      for (const person of body.join) channel.members.add(findPerson(desk, person).id)
      for (const person of body.leave) channel.members.delete(findPerson(desk, person).id)
      if (body.bot !== undefined) desk.playground().invite(channel.id, body.bot)
      if (body.archived !== undefined) channel.archived = body.archived
      if (body.rule !== undefined) channel.rule = body.rule
      desk.stage.workspace.changes.publish({ type: 'conversation', id: channel.id })
      return describe(channel)
    },
  ),
  plain(
    'GET',
    { path: '/channels/:channel/messages', does: 'lists what is said there, ephemeral messages too' },
    (desk, { at }) => ({ messages: desk.playground().messages(findChannel(desk, at('channel')).id) }),
  ),
  plain(
    'DELETE',
    { path: '/channels/:channel/messages/:ts', does: 'takes a message away, as a person does who may' },
    (desk, { at }) => {
      const channel = findChannel(desk, at('channel'))
      if (findMessage(desk.stage.workspace, channel.id, at('ts')) === null) {
        throw new ControlRefusal(404, `There is no message "${at('ts')}" in #${channel.name}.`)
      }
      desk.playground().deleteMessage(channel.id, at('ts'))
      return { ok: true }
    },
  ),
]

function clock({ stage }: Desk): object {
  return { now: stage.workspace.now().toISOString() }
}

function describe(channel: Conversation): object {
  const { id, name, kind, topic, archived, rule } = channel
  return { id, name, kind, topic, archived, rule, members: [...channel.members] }
}
