import type { App } from '@slack/bolt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import {
  card,
  container,
  dataTable,
  divider,
  input,
  long,
  many,
  mrkdwn,
  option,
  pie,
  plain,
  section,
  table,
} from './block-samples.ts'
import { clientFor, openApp, openPlayground } from './playground-and-app.ts'
import {
  type Limit,
  letPass,
  problemsOf,
  publishBlocks,
  tryLimits,
  type Verdict,
  verdictOf,
} from './send-blocks.ts'

let playground: Playground
let app: App
let responseUrl: string
let viewId: string

/** One modal is opened by a command; everything else is tried on it. */
beforeAll(async () => {
  playground = await openPlayground({
    commands: [{ command: '/ask', description: 'Opens a modal', examples: [] }],
  })
  app = await openApp(playground, (bolt) => {
    bolt.options('find', async ({ ack, options: { value } }) => {
      const [count = 0, length = 1] = value.split(' ').map(Number)
      await ack({ options: many(count, () => option({ text: plain(long(length)) })) as never })
    })
    bolt.command('/ask', async ({ ack, client, command }) => {
      await ack()
      responseUrl = command.response_url
      await client.views.open({ trigger_id: command.trigger_id, view: modal() as never })
    })
  })
  await playground.command('ada', '#finance', '/ask')
  viewId = (await playground.nextView('ada')).id
})
afterAll(async () => {
  await app.stop()
  await playground.close()
})

const modal = (facts: object = {}) => ({ type: 'modal', title: plain(), blocks: [section()], ...facts })
const home = (blocks: unknown) => publishBlocks(playground, blocks)

function update(view: unknown): Promise<Verdict> {
  letPass(playground)
  return verdictOf(clientFor(playground).views.update({ view_id: viewId, view } as never))
}

describe('a modal, at each limit and one past it', () => {
  const limits: Limit[] = [
    [
      'a title of 24',
      modal({ title: plain(long(24)) }),
      modal({ title: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a title of plain text',
      modal(),
      modal({ title: mrkdwn() }),
      'unsupported type: mrkdwn [json-pointer:/view/title/type]',
    ],
    [
      'a submit of 24',
      modal({ submit: plain(long(24)) }),
      modal({ submit: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'a close of 24',
      modal({ close: plain(long(24)) }),
      modal({ close: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'private_metadata of 3,000',
      modal({ private_metadata: long(3000) }),
      modal({ private_metadata: long(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a callback_id of 255',
      modal({ callback_id: long(255) }),
      modal({ callback_id: long(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'an external_id of 255',
      modal({ external_id: long(255) }),
      modal({ external_id: long(256) }),
      'must be less than 256 characters [json-pointer:/view/external_id]',
    ],
    [
      '100 blocks',
      modal({ blocks: many(100, () => divider) }),
      modal({ blocks: many(101, () => divider) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'blocks',
      modal({ blocks: [] }),
      modal({ blocks: undefined }),
      'missing required field: blocks [json-pointer:/view]',
    ],
    [
      'a submit where something is asked',
      modal({ blocks: [input()], submit: plain() }),
      modal({ blocks: [input()] }),
      'missing required field: submit (the view has an input block) [json-pointer:/view]',
    ],
    [
      'the cursor in one place',
      modal({ submit: plain(), blocks: [focused('a'), input()] }),
      modal({ submit: plain(), blocks: [focused('a'), focused('b')] }),
      'only one element may have focus_on_load [json-pointer:/view/blocks/1/element/focus_on_load]',
    ],
    [
      'what a modal has',
      modal({ notify_on_close: true }),
      modal({ submit_disabled: true }),
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ],
    [
      'an alert of 200',
      modal({ blocks: [alert(200)] }),
      modal({ blocks: [alert(201)] }),
      'must be less than 201 characters [json-pointer:/view/blocks/0/text/text]',
    ],
    [
      "an alert's level",
      modal({ blocks: [{ ...alert(1), level: 'success' }] }),
      modal({ blocks: [{ ...alert(1), level: 'fatal' }] }),
      'must be a valid enum value [json-pointer:/view/blocks/0/level]',
    ],
  ]
  tryLimits(limits, update, 'invalid_arguments')

  it('250,000 bytes, counted as they are sent', async () => {
    expect((await update(modalOf(250_000))).code).toBe('accepted')
    expect(await update(modalOf(250_001))).toEqual({ code: 'view_too_large', messages: [] })
  })

  it('says first that no schema fits, as Slack does', async () => {
    expect((await update(modal({ title: undefined }))).messages).toEqual([
      '[ERROR] failed to match all allowed schemas [json-pointer:/view]',
      '[ERROR] missing required field: title [json-pointer:/view]',
    ])
  })
})

function focused(actionId: string) {
  return input({ element: { type: 'plain_text_input', action_id: actionId, focus_on_load: true } })
}

function alert(length: number) {
  return { type: 'alert', text: plain(long(length)) }
}

/** A modal whose JSON has exactly this many bytes, most of them in letters of two. */
function modalOf(bytes: number) {
  const view = (lengths: number[], rest: number) =>
    modal({
      blocks: lengths.map((length) => section({ text: mrkdwn('é'.repeat(length)) })),
      callback_id: long(rest),
    })
  const lengths = many(45, () => 2700)
  const left = bytes - Buffer.byteLength(JSON.stringify(view(lengths, 0)))
  const more = Math.floor((left - 200) / 2 / 10)
  const filled = lengths.map((length, index) => (index < 10 ? length + more : length))
  return view(filled, bytes - Buffer.byteLength(JSON.stringify(view(filled, 0))))
}

describe('what a surface bans', () => {
  const banned = {
    file: { type: 'file', external_id: 'x', source: 'remote' },
    context_actions: {
      type: 'context_actions',
      elements: [{ type: 'icon_button', action_id: 'a', icon: 'trash', text: plain() }],
    },
    data_visualization: pie(),
    data_table: dataTable(),
    markdown: { type: 'markdown', text: 'x' },
    plan: { type: 'plan', title: 'x' },
    table: table(),
    task_card: { type: 'task_card', task_id: '1', title: 'x' },
  }

  it.each(Object.entries(banned))('%s in modals and Home', async (type, block) => {
    const says = [`[ERROR] unsupported type: ${type} [json-pointer:/view/blocks/1/type]`]
    expect(problemsOf(await update(modal({ blocks: [divider, block] })))).toEqual(says)
    expect(problemsOf(await home([divider, block]))).toEqual(says)
  })

  it.each([card(), { type: 'carousel', elements: [card()] }, container()])(
    '$type in modals only',
    async (block) => {
      expect((await home([block])).code).toBe('accepted')
      expect(problemsOf(await update(modal({ blocks: [block] })))).toEqual([
        `[ERROR] unsupported type: ${block.type} [json-pointer:/view/blocks/0/type]`,
      ])
    },
  )

  it('alert in Home only', async () => {
    expect((await update(modal({ blocks: [alert(1)] }))).code).toBe('accepted')
    expect(problemsOf(await home([alert(1)]))).toEqual([
      '[ERROR] unsupported type: alert [json-pointer:/view/blocks/0/type]',
    ])
  })

  it('a table in a container of Home', async () => {
    expect((await home([container()])).code).toBe('accepted')
    expect(problemsOf(await home([container({ child_blocks: [table()] })]))).toEqual([
      '[ERROR] unsupported type: table [json-pointer:/view/blocks/0/child_blocks/0/type]',
    ])
  })
})

it('a Home view takes 100 blocks', async () => {
  const full = many(100, () => divider)
  expect((await home(full)).code).toBe('accepted')
  const verdict = await home([...full, divider])
  expect(problemsOf(verdict)).toEqual(['[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]'])
  expect(verdict.code).toBe('invalid_arguments')
})

it('a response url takes the blocks that a message takes, and is not used up by others', async () => {
  const respond = (blocks: object[]) =>
    fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'x', blocks }),
    })
  for (const blocks of [[section({ text: mrkdwn(long(3001)) })], [table(), dataTable()]]) {
    const refused = await respond(blocks)
    expect([refused.status, await refused.json()]).toEqual([404, { ok: false, error: 'invalid_blocks' }])
  }
  const statuses = []
  for (let index = 0; index < 5; index += 1) {
    statuses.push((await respond([section({ text: mrkdwn(long(3000)) })])).status)
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200])
})

it('an app offers 100 options of 75 characters to someone who searches', async () => {
  const element = { type: 'external_select', action_id: 'find', min_query_length: 0 }
  await home([{ ...input({ element }), block_id: 'row' }])
  const { id } = playground.home('ada')!
  const search = (value: string) =>
    playground.suggest({ user: 'ada', viewId: id, blockId: 'row', actionId: 'find', value })
  expect((await search('100 75')).options).toHaveLength(100)
  for (const value of ['101 75', '100 76']) {
    expect(await search(value)).toMatchObject({ ok: false, options: [] })
  }
})
