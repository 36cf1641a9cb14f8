import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import type { PlaygroundOptions } from '../../src/playground/start-playground.ts'
import { restoreState } from '../../src/playground/state/restore-state.ts'
import { takeState } from '../../src/playground/state/take-state.ts'
import { createWorkspace } from '../../src/playground/workspace/create-workspace.ts'
import { addMessage } from '../../src/playground/workspace/messages.ts'
import { clientFor, openApp, openPlayground, refusalOf } from './playground-and-app.ts'

const OPEN_RATE = { perSecond: 1_000, burst: 100_000 }
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const card = (text: string) => [
  section(text),
  {
    type: 'actions',
    elements: [{ type: 'button', action_id: 'ack', text: { type: 'plain_text', text: 'Ack' } }],
  },
]

let folder: string
let file: string
let open: Playground[]
let warnings: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-restart-'))
  file = join(folder, 'channels.json')
  open = []
  warnings = []
})
afterEach(async () => {
  for (const each of open) await each.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  const log = {
    debug() {},
    info() {},
    error() {},
    warn: (_facts: object, sentence: string) => void warnings.push(sentence),
  }
  const playground = await openPlayground({ stateFile: file, log, postRate: OPEN_RATE, ...options })
  open.push(playground)
  return playground
}

describe('a playground that is started again on the same file', () => {
  it('shows the same messages and threads, and takes an update of an old one', async () => {
    const first = await start()
    const client = clientFor(first)
    const metadata = { event_type: 'card', event_payload: { number: 7 } }
    const { channel, ts } = (await client.chat.postMessage({
      channel: '#finance',
      text: 'old',
      blocks: card('old') as never,
      metadata,
    })) as { channel: string; ts: string }
    await client.chat.postMessage({ channel, thread_ts: ts, text: 'a reply' })
    const before = first.messages('finance')
    expect(before).toHaveLength(2)
    await first.close()

    const second = await start()
    expect(second.messages('finance')).toEqual(before)
    const again = clientFor(second)
    await again.chat.update({ channel, ts, text: 'new', blocks: card('new') as never })
    await again.chat.postMessage({ channel, thread_ts: ts, text: 'another reply' })
    const seen = await again.conversations.replies({ channel, ts, include_all_metadata: true })
    expect(seen.messages?.map((each) => each.text)).toEqual(['new', 'a reply', 'another reply'])
    expect(seen.messages?.[0]).toMatchObject({ ts, metadata, reply_count: 2 })
    expect(warnings).toEqual([])
  })

  it('lets people press the buttons of old messages', async () => {
    const first = await start()
    const posted = await clientFor(first).chat.postMessage({
      channel: '#finance',
      text: 'old',
      blocks: card('old') as never,
    })
    await first.close()
    const second = await start()
    const app = await openApp(second, (bolt) => {
      bolt.action('ack', async ({ ack, respond }) => {
        await ack()
        await respond({ replace_original: true, text: 'Acknowledged' })
      })
    })
    await second.click({ user: 'ada', channel: 'finance', ts: posted.ts!, actionId: 'ack' })
    const changed = await second.nextMessage((message) => message.text === 'Acknowledged')
    expect(changed.ts).toBe(posted.ts)
    await app.stop()
  })

  it('never gives a ts twice, even when its clock is behind', async () => {
    const late = () => new Date('2026-11-02T10:00:00Z')
    const early = () => new Date('2026-11-01T10:00:00Z')
    const first = await start({ now: late })
    const one = await clientFor(first).chat.postMessage({ channel: '#finance', text: 'one' })
    await clientFor(first).chat.delete({ channel: one.channel!, ts: one.ts! })
    await first.close()
    const second = await start({ now: early })
    const two = await clientFor(second).chat.postMessage({ channel: '#finance', text: 'two' })
    expect(Number(two.ts)).toBeGreaterThan(Number(one.ts))
  })

  it('keeps the Home tab with its hash, the side panel and direct messages', async () => {
    const first = await start()
    const [ada] = first.people
    const client = clientFor(first)
    const view = { type: 'home', blocks: [section('Your queue')], private_metadata: 'page 2' }
    await client.views.publish({ user_id: ada!.id, view: view as never })
    await client.chat.postMessage({ channel: ada!.id, text: 'only for Ada' })
    first.narrate({ title: 'Now', lines: ['Look at the first card.'] })
    const before = first.home('ada')!
    await first.close()

    const second = await start()
    expect(second.home('ada')).toEqual(before)
    const { hash } = before
    await clientFor(second).views.publish({ user_id: ada!.id, view: view as never, hash })
    const { channel } = await clientFor(second).conversations.open({ users: ada!.id })
    expect(second.messages(channel!.id!).map((each) => each.text)).toEqual(['only for Ada'])
    const feed = await (await fetch(`${second.url}feed?as=ada`)).body!.getReader().read()
    expect(new TextDecoder().decode(feed.value)).toContain('Look at the first card.')
  })

  it('forgets what was for one person only, modals and trigger ids', async () => {
    const first = await start()
    const [ada] = first.people
    const app = await openApp(first, (bolt) => {
      bolt.command('/recon', async ({ ack, command, client }) => {
        await ack('only you')
        trigger = command.trigger_id
        await client.views.open({ trigger_id: trigger, view: modal as never })
      })
    })
    let trigger = ''
    const modal = { type: 'modal', title: { type: 'plain_text', text: 'One' }, blocks: [section('Hi')] }
    await first.command('ada', 'finance', '/recon help')
    await first.nextView('ada')
    await app.stop()
    await first.close()
    expect(await readFile(file, 'utf8')).not.toContain('only you')

    const second = await start()
    expect(second.messages('finance')).toEqual([])
    expect(second.views(ada!.id)).toEqual([])
    const push = clientFor(second).views.open({ trigger_id: trigger, view: modal as never })
    expect(await refusalOf(push)).toBe('invalid_trigger_id')
  })

  it('finds its channels by name, and new ones get an id of their own', async () => {
    const first = await start({ channels: ['data-quality', 'finance'] })
    const posted = await clientFor(first).chat.postMessage({ channel: '#finance', text: 'kept' })
    await first.close()
    const second = await start({ channels: ['ops', 'finance'] })
    expect(second.messages('finance').map((each) => each.text)).toEqual(['kept'])
    const list = await clientFor(second).conversations.list()
    const ids = new Map(list.channels?.map((each) => [each.name, each.id]))
    expect(ids.get('finance')).toBe(posted.channel)
    expect(new Set(ids.values()).size).toBe(3)
  })

  it('starts empty when it is told to forget', async () => {
    const first = await start()
    await clientFor(first).chat.postMessage({ channel: '#finance', text: 'old' })
    await first.close()
    const second = await start({ forget: true })
    expect(second.messages('finance')).toEqual([])
    await second.close()
    expect((await start()).messages('finance')).toEqual([])
  })

  it('keeps the newest 2000 messages of a channel, and what their replies belong to', () => {
    const now = () => new Date('2026-11-01T10:00:00Z')
    const workspace = createWorkspace({ title: '', channels: ['finance'], postRate: OPEN_RATE, now })
    const [channel] = [...workspace.conversations.keys()] as [string]
    const say = (text: string, threadTs: string | null = null) =>
      addMessage(workspace, { channel, author: workspace.bot.id, text, threadTs })
    const root = say('root')
    say('early reply', root.ts)
    for (let number = 1; number <= 2_050; number += 1) say(`message ${number}`)
    say('late reply', root.ts)
    const again = createWorkspace({ title: '', channels: [], postRate: OPEN_RATE, now })
    restoreState(again, takeState(workspace))
    const messages = again.messages.get(channel)!
    const texts = messages.map((each) => each.text)
    expect(texts).toHaveLength(2_001)
    expect([texts[0], texts[1], texts.at(-1)]).toEqual(['root', 'message 52', 'late reply'])
    expect(messages[0]!.replies).toMatchObject({ count: 1, latestTs: messages.at(-1)!.ts })
  })

  it('has saved what was said a moment ago when it is killed without warning', async () => {
    const first = await start()
    await clientFor(first).chat.postMessage({ channel: '#finance', text: 'survives' })
    // The first is never closed before the second reads: the debounced save alone must have written.
    await expect.poll(() => readFile(file, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('survives')
    expect(await readdir(folder)).toEqual(['channels.json'])
    expect((await start()).messages('finance').map((each) => each.text)).toEqual(['survives'])
  })
})

describe('a state file that cannot be used', () => {
  it.each([
    ['is cut off', '{"format":"counterfoil-playground","version":1,"conv'],
    ['is of another program', '{"name":"something else"}'],
    ['is of a later version', '{"format":"counterfoil-playground","version":2}'],
    ['is empty', ''],
  ])('is set aside with one line when it %s', async (_case, text) => {
    await writeFile(file, text)
    const playground = await start()
    expect(playground.messages('finance')).toEqual([])
    expect(warnings).toEqual([expect.stringContaining(`${file}.broken`)])
    expect(await readFile(`${file}.broken`, 'utf8')).toBe(text)
    await clientFor(playground).chat.postMessage({ channel: '#finance', text: 'new' })
    await playground.close()
    expect((await start()).messages('finance').map((each) => each.text)).toEqual(['new'])
    expect(warnings).toHaveLength(1)
  })

  it('is left as it is when the port is taken', async () => {
    await writeFile(file, 'precious')
    const other = await openPlayground()
    open.push(other)
    const port = Number(new URL(other.url).port)
    await expect(start({ port })).rejects.toMatchObject({ code: 'port-taken' })
    expect(await readdir(folder)).toEqual(['channels.json'])
    expect(warnings).toEqual([])
  })

  it('loses only the blocks that Slack would not show, and keeps the text', async () => {
    const first = await start()
    const blocks = card('old') as never
    await clientFor(first).chat.postMessage({ channel: '#finance', text: 'words', blocks })
    await first.close()
    await writeFile(file, (await readFile(file, 'utf8')).replace('"type":"section"', '"type":"sectoin"'))
    const [message] = (await start()).messages('finance')
    expect(message).toMatchObject({ text: 'words', blocks: [] })
  })

  it('stays where it is, and stops nothing, when it cannot be set aside', async () => {
    await writeFile(join(folder, 'file'), '')
    const playground = await start({ stateFile: join(folder, 'file', 'channels.json') })
    await clientFor(playground).chat.postMessage({ channel: '#finance', text: 'said' })
    await playground.close()
    expect(warnings).toEqual([expect.stringContaining('nothing is saved')])
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('stops nothing when it cannot be written, and that is said once', async () => {
    await mkdir(`${file}.part`)
    const playground = await start()
    const client = clientFor(playground)
    await client.chat.postMessage({ channel: '#finance', text: 'said' })
    await expect.poll(() => warnings.length, { timeout: 10_000 }).toBe(1)
    await client.chat.postMessage({ channel: '#finance', text: 'said' })
    await playground.close()
    expect(warnings).toEqual([expect.stringContaining('cannot save')])
  })
})
