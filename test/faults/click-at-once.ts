import type { RandomNumbers } from '../../src/cli/demo/random-numbers.ts'
import { isObject, type JsonObject, objectsIn } from '../../src/playground/json.ts'
import type { Playground } from '../../src/playground/playground.ts'
import type { Message, View } from '../../src/playground/workspace/contents.ts'

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
    ...(element.type === 'overflow' ? { value: String(random.pick(objectsIn(element.options)).value) } : {}),
  }
  if (!opensWindow(used)) {
    const { ok, problem } = await playground.click(used)
    return ok ? 'sent' : `refused: ${problem}`
  }
  const before = clicking.windows.get(user) ?? Promise.resolve()
  const answering = before.then(() => answer(clicking, used))
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

function opensWindow({ actionId, value = '' }: { actionId: string; value?: string }): boolean {
  return ['discrepancy.resolve', 'discrepancy.escalate'].includes(actionId) || /^(snooze|assign) /.test(value)
}

function isResolve({ action_id }: JsonObject): boolean {
  return action_id === 'discrepancy.resolve'
}

function elementsOf({ blocks }: Message): JsonObject[] {
  return blocks.flatMap((block) => (block.type === 'actions' ? objectsIn(block.elements) : []))
}

/** A window asks for more, or says that nothing is left to ask. What was decided too late is asked again in it. */
async function answer(
  { playground, random }: Clicking,
  used: Parameters<Playground['click']>[0] & { channel: string },
): Promise<Clicked> {
  const { user } = used
  const before = new Set(refusalsOf(playground, used).map(({ ts }) => ts))
  const clicked = await playground.click(used)
  if (!clicked.ok) return `refused: ${clicked.problem}`
  const opened = await Promise.race([
    settledView(playground, user),
    // Slack opens so many windows a minute: whoever wants one more is told.
    playground
      .nextMessage(() => refusalsOf(playground, used).some(({ ts }) => !before.has(ts)))
      .then(() => null),
  ])
  if (opened === null) {
    await playground.closeView(user)
    return 'sent'
  }
  if (isObject(opened.submit)) {
    const values = { reason: { reason: random.pick(REASONS) } }
    const submitted = await playground.submitView({ user, values })
    if (submitted.ok && playground.views(user).length === 0) return 'sent'
    // What took long is confirmed in the window.
    if (submitted.ok && isDone(await settledView(playground, user))) {
      await playground.closeView(user)
      return 'sent'
    }
    const isTold = submitted.ok || submitted.errors !== null || isNotice(playground.views(user).at(-1))
    if (!isTold) return `refused: ${JSON.stringify(submitted)}`
  }
  await playground.closeView(user)
  return 'told by a window'
}

/** What the person was told instead of a window. */
function refusalsOf(playground: Playground, { user, channel }: { user: string; channel: string }): Message[] {
  const { id } = playground.people.find(({ name }) => name === user)!
  return playground
    .messages(channel)
    .filter(({ onlyFor, text }) => onlyFor === id && /Slack did not (open|show)/.test(text))
}

/** The person's window as soon as it waits for nothing. */
async function settledView(playground: Playground, user: string): Promise<View> {
  return await playground.nextView(user, ({ blocks }) => !JSON.stringify(blocks).includes('⏳'))
}

function isDone({ blocks, submit }: View): boolean {
  return !isObject(submit) && /"\*#\d+\*: /.test(JSON.stringify(blocks))
}

function isNotice(view: View | undefined): boolean {
  return view !== undefined && !isObject(view.submit)
}
