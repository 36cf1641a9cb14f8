import type { RandomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { isObject, type JsonObject, objectsIn } from '../../src/playground/json.ts'
import type { Playground } from '../../src/playground/playground.ts'
import type { Message } from '../../src/playground/workspace/contents.ts'

/** Those that are taken at their word; the others look at the sides first, and mostly ask again. */
const REASONS = ['expected', 'not-a-problem'] as const

/** What became of a click as far as the person can see at once: most answers come later. */
export type Clicked = 'sent' | 'told by a window' | `refused: ${string}`

/** It was taken away while somebody was about to click it: that is no click. */
const GONE = 'refused: That button is not there any more.'

interface Clicking {
  readonly playground: Playground
  readonly channels: readonly string[]
  readonly random: RandomNumbers
  /** A person has one window at a time. */
  readonly windows: Map<string, Promise<unknown>>
}

/** Everybody clicks on what the cards offer, so many at the same time, until there were so many clicks. */
export async function clickAtOnce(
  { clicks, atOnce }: { readonly clicks: number; readonly atOnce: number },
  { playground, channels, random }: Omit<Clicking, 'windows'>,
): Promise<Clicked[]> {
  const clicking: Clicking = { playground, channels, random, windows: new Map() }
  const outcomes: Clicked[] = []
  let begun = 0
  const clickOn = async () => {
    while (begun < clicks) {
      begun++
      let outcome = await clickSomewhere(clicking)
      while (outcome === GONE) outcome = await clickSomewhere(clicking)
      outcomes.push(outcome)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, clickOn))
  return outcomes
}

async function clickSomewhere(clicking: Clicking): Promise<Clicked> {
  const { playground, random } = clicking
  const user = random.pick(playground.people).name
  const { message, element } = pickElement(clicking)
  const used = {
    user,
    channel: message.channel,
    ts: message.ts,
    actionId: String(element.action_id),
    ...(element.type === 'overflow' ? { value: random.pick(quickOptions(element)) } : {}),
  }
  if (!isResolve(element)) {
    const { ok, problem } = await playground.click(used)
    return ok ? 'sent' : `refused: ${problem}`
  }
  const before = clicking.windows.get(user) ?? Promise.resolve()
  const answering = before.then(() => resolve(clicking, used))
  clicking.windows.set(
    user,
    answering.catch(() => undefined),
  )
  return await answering
}

/** As the cards are now: what nobody can see, nobody can click. Resolve is rare, because little can be done after it. */
function pickElement({ playground, channels, random }: Clicking): { message: Message; element: JsonObject } {
  const offered = channels.flatMap((channel) =>
    playground
      .messages(channel)
      .flatMap((message) =>
        message.onlyFor !== null ? [] : elementsOf(message).map((element) => ({ message, element })),
      ),
  )
  const picked = random.pick(offered)
  return isResolve(picked.element) ? random.pick(offered) : picked
}

function isResolve({ action_id }: JsonObject): boolean {
  return action_id === 'discrepancy.resolve'
}

function elementsOf({ blocks }: Message): JsonObject[] {
  const elements = blocks.flatMap((block) => (block.type === 'actions' ? objectsIn(block.elements) : []))
  return elements.filter(({ action_id: id }) => id !== 'discrepancy.escalate')
}

/**
 * Slack opens a hundred windows a minute, so that of those that ask for more only Resolve is among the clicks. Those of Escalate,
 * Snooze and Assign are filled after they opened: with them among the clicks some did not show what they ask within 15 seconds,
 * and it is not known yet whether the person was told so by an answer.
 */
function quickOptions(element: JsonObject): string[] {
  const values = objectsIn(element.options).map(({ value }) => String(value))
  return values.filter((value) => !/^(snooze|assign) /.test(value))
}

/** Resolve opens a window that asks why, or one that says that nothing is left to resolve. */
async function resolve(
  { playground, random }: Clicking,
  used: Parameters<Playground['click']>[0],
): Promise<Clicked> {
  const { user } = used
  const clicked = await playground.click(used)
  if (!clicked.ok) return `refused: ${clicked.problem}`
  const opened = await playground.nextView(user)
  if (isObject(opened.submit)) {
    const values = { reason: { reason: random.pick(REASONS) } }
    const submitted = await playground.submitView({ user, values })
    if (submitted.ok && playground.views(user).length === 0) return 'sent'
    // It stays where it asks again, says why not, or took so long that it waits for what came of it.
    const said = await playground.nextView(user, (view) => !WAITS.test(JSON.stringify(view.blocks)))
    await playground.closeView(user)
    return IS_RESOLVED.test(JSON.stringify(said.blocks)) ? 'sent' : 'told by a window'
  }
  await playground.closeView(user)
  return 'told by a window'
}

const WAITS = /This takes a little longer/
const IS_RESOLVED = /#\d+ is resolved\./
