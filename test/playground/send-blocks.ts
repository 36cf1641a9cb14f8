import { expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { clientFor } from './playground-and-app.ts'

/** What the stand-in answered: `accepted`, or its code and what it says about each place. */
export interface Verdict {
  readonly code: string
  readonly messages: readonly string[]
}

/** One value exactly at the limit, one past it, and what is said about the second, with its place. */
export type Limit = readonly [name: string, fits: unknown, exceeds: unknown, says: string]

export async function verdictOf(call: Promise<unknown>): Promise<Verdict> {
  try {
    await call
  } catch (error) {
    const data = (error as { data?: { error?: string; response_metadata?: { messages?: string[] } } }).data
    return { code: data?.error ?? String(error), messages: data?.response_metadata?.messages ?? [] }
  }
  return { code: 'accepted', messages: [] }
}

/** Sends blocks as a message that only one person sees: nothing but the blocks can be refused. */
export function sendBlocks(playground: Playground, blocks: unknown): Promise<Verdict> {
  letPass(playground)
  const facts = { channel: '#finance', user: playground.people[0]!.id, text: 'x', blocks }
  return verdictOf(clientFor(playground).chat.postEphemeral(facts as never))
}

/** A Home view of these blocks. */
export function publishBlocks(playground: Playground, blocks: unknown): Promise<Verdict> {
  letPass(playground)
  const view = { type: 'home', blocks }
  const facts = { user_id: playground.people[0]!.id, view }
  return verdictOf(clientFor(playground).views.publish(facts as never))
}

/** What `blocks.validate` says of a message; unlike a post it does not look for the files that blocks name. */
export async function validateBlocks(playground: Playground, blocks: unknown): Promise<Verdict> {
  try {
    await clientFor(playground).blocks.validate({ message: { blocks } } as never)
  } catch (error) {
    const { data } = error as { data: { error: string; errors: { message: string; pointer: string }[] } }
    const messages = data.errors.map((each) => `[ERROR] ${each.message} [json-pointer:${each.pointer}]`)
    return { code: data.error, messages }
  }
  return { code: 'accepted', messages: [] }
}

/** Time goes on between two calls, so that none comes too soon. */
export function letPass(playground: Playground): void {
  playground.advanceClock(1_500)
}

/** Tries each limit; `says` must be all that is said, apart from the schemas that did not fit around it. */
export function tryLimits(
  limits: readonly Limit[],
  send: (given: unknown) => Promise<Verdict>,
  code = 'invalid_blocks',
): void {
  it.each(limits)('%s', async (_name, fits, exceeds, says) => {
    expect(await send(fits)).toEqual({ code: 'accepted', messages: [] })
    const verdict = await send(exceeds)
    expect(problemsOf(verdict)).toEqual([`[ERROR] ${says}`])
    expect(verdict.code).toBe(code)
  })
}

export function problemsOf({ messages }: Verdict): string[] {
  return messages.filter((message) => !message.startsWith('[ERROR] failed to match all allowed schemas '))
}
