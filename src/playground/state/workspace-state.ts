import { z } from 'zod'

const ts = z.string().regex(/^\d+\.\d{6}$/)
const block = z.record(z.string(), z.unknown())

const MessageState = z.object({
  ts,
  author: z.string(),
  threadTs: ts.nullable(),
  text: z.string(),
  blocks: z.array(block),
  metadata: block.nullable(),
  editedTs: ts.nullable(),
  broadcast: z.boolean().default(false),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).default([]),
})

const ConversationState = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['public', 'private', 'direct']),
  topic: z.string(),
  createdAt: z.number(),
  members: z.array(z.string()),
  person: z.string().nullable(),
  archived: z.boolean(),
  isShared: z.boolean().default(false),
  rule: z
    .enum(['anyone', 'some-people', 'read-only', 'replies-only', 'no-replies', 'locked-threads'])
    .default('anyone'),
  pins: z.array(ts).default([]),
  /** The newest ts that was ever given out here. */
  lastTs: ts.nullable(),
  /** Oldest first. */
  messages: z.array(MessageState),
})

/**
 * What of a workspace outlives the program. Ephemeral messages, open modals, trigger ids and response urls do not, as
 * they would not outlive the day in Slack. Nor do uploaded files.
 */
export const WorkspaceState = z.object({
  format: z.literal('counterfoil-playground'),
  version: z.literal(1),
  conversations: z.array(ConversationState),
  homes: z.array(
    z.object({
      person: z.string(),
      view: z.looseObject({ id: z.string(), hash: z.string(), blocks: z.array(block) }),
    }),
  ),
  narration: z.object({ title: z.string(), lines: z.array(z.string()) }).nullable(),
})

export type WorkspaceState = z.infer<typeof WorkspaceState>
export type ConversationState = z.infer<typeof ConversationState>
export type MessageState = z.infer<typeof MessageState>
