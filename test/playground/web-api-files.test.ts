import type { WebClient } from '@slack/web-api'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { defaultSettings } from '../../src/playground/workspace/settings.ts'
import { refusalOf } from './playground-and-app.ts'
import { openStillPlayground } from './still-playground.ts'

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

let playground: Playground
let client: WebClient
let channel: string

beforeAll(async () => {
  const opened = await openStillPlayground()
  playground = opened.playground
  client = opened.client
  channel = playground.addChannel('charts')
})
beforeEach(() => playground.configure(defaultSettings()))
afterAll(() => playground.close())

/** What the three steps of an upload are, with the bytes as the whole body. */
async function upload(name: string, bytes: Buffer): Promise<string> {
  const { upload_url, file_id } = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.length,
  })
  const answer = await fetch(upload_url!, { method: 'POST', body: new Uint8Array(bytes) })
  expect([answer.status, await answer.text()]).toEqual([200, `OK - ${bytes.length}`])
  return file_id!
}

const complete = (id: string, facts: object = {}) =>
  client.files.completeUploadExternal({ files: [{ id, title: 'A chart' }], ...facts } as never)
const last = () => playground.messages(channel).at(-1)!
const showImage = (slack_file: object) => {
  const blocks = [{ type: 'image', alt_text: 'A chart', slack_file }]
  return client.chat.postMessage({ channel, text: 'Chart', blocks } as never)
}

describe('an upload', () => {
  it('in one call of the official client ends as a message that the page can show and download', async () => {
    const done = await client.filesUploadV2({
      channel_id: channel,
      file: PNG,
      filename: 'trend of week 45.png',
      title: 'Trend',
      initial_comment: 'Here it is',
      alt_text: 'Rising',
      // The client sends the token to the upload address too.
      token: playground.botToken,
    })
    const file = (done.files as { files: { id: string }[] }[])[0]!.files[0]!
    expect(last()).toMatchObject({ text: 'Here it is', threadTs: null, onlyFor: null })
    expect(last().files).toEqual([
      {
        id: file.id,
        name: 'trend of week 45.png',
        title: 'Trend',
        mimetype: 'image/png',
        bytes: PNG.length,
        // The method's argument is alt_txt, the client sends alt_text: it gets lost.
        alt: '',
      },
    ])
    const shown = await fetch(`${playground.url}files/${file.id}`)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('content-disposition')).toContain('inline')
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG)
    const saved = await fetch(`${playground.url}files/${file.id}/trend.png?download`)
    expect(saved.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''trend%20of%20week%2045.png",
    )
    await saved.arrayBuffer()
  })

  it('of text is downloaded and never opened by the browser, whatever its name says', async () => {
    const id = await upload('page.png', Buffer.from('<script>alert(1)</script>'))
    await complete(id, { channel_id: channel })
    const answer = await fetch(`${playground.url}files/${id}`)
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    await answer.arrayBuffer()
  })

  it('takes as many bytes as were announced, as long as it is not finished', async () => {
    const { upload_url, file_id } = await client.files.getUploadURLExternal({ filename: 'a.csv', length: 3 })
    const send = async (body: string) => (await fetch(upload_url!, { method: 'POST', body })).status
    expect([await send('1,2,3'), await send('a,b')]).toEqual([400, 200])
    await complete(file_id!)
    expect(await send('a,b')).toBe(404)
  })

  it('is finished once, and only when its bytes have come', async () => {
    const { file_id } = await client.files.getUploadURLExternal({ filename: 'a.csv', length: 3 })
    expect(await refusalOf(complete(file_id!))).toBe('file_not_found')
    expect(await refusalOf(complete('F0000000000'))).toBe('file_not_found')
    const id = await upload('a.csv', Buffer.from('a,b'))
    expect(await refusalOf(complete(id))).toBe('accepted')
    expect(await refusalOf(complete(id))).toBe('file_not_found')
    expect(await refusalOf(client.apiCall('files.completeUploadExternal'))).toBe('invalid_arguments')
  })

  it('is refused where it is too much, or not wanted', async () => {
    const ask = (facts: object) =>
      refusalOf(client.apiCall('files.getUploadURLExternal', { filename: 'a.csv', length: 3, ...facts }))
    expect(await ask({ length: 0 })).toBe('missing_argument')
    expect(await ask({ alt_txt: 'a'.repeat(1_000) })).toBe('accepted')
    expect(await ask({ alt_txt: 'a'.repeat(1_001) })).toBe('alt_txt_too_large')
    expect(await ask({ length: 1_000_000, snippet_type: 'csv' })).toBe('accepted')
    expect(await ask({ length: 1_000_001, snippet_type: 'csv' })).toBe('snippet_too_large')
    expect(await ask({ length: 1_000_000_000 })).toBe('accepted')
    expect(await ask({ length: 1_000_000_001 })).toBe('file_upload_size_restricted')
    playground.configure({ fileStorageFull: true })
    expect(await ask({})).toBe('storage_limit_reached')
    playground.configure({ fileUploads: 'images' })
    expect(await ask({})).toBe('file_uploads_except_images_disabled')
    playground.configure({ fileUploads: 'none' })
    expect(await ask({})).toBe('file_uploads_disabled')
  })
})

describe('sharing a file', () => {
  it('needs the bot in the channel: chat:write.public does not cover it', async () => {
    const elsewhere = playground.addChannel('without-bot', { members: ['ada'] })
    expect(await refusalOf(client.chat.postMessage({ channel: elsewhere, text: 'Hi' }))).toBe('accepted')
    const id = await upload('a.csv', Buffer.from('a,b'))
    expect(await refusalOf(complete(id, { channel_id: elsewhere }))).toBe('not_in_channel')
    expect(await refusalOf(complete(id, { channel_id: 'C404' }))).toBe('channel_not_found')
    expect(await refusalOf(complete(id, { channel_id: '#charts' }))).toBe('invalid_channel')
    // What was refused has finished nothing.
    expect(await refusalOf(complete(id, { channel_id: channel }))).toBe('accepted')
  })

  it('goes to up to 100 channels or people at once, and into one thread', async () => {
    const { ts: thread_ts } = await client.chat.postMessage({ channel, text: 'Digest' })
    const replied = await upload('a.csv', Buffer.from('a,b'))
    await complete(replied, { channel_id: channel, thread_ts })
    expect(last()).toMatchObject({ threadTs: thread_ts, files: [{ id: replied }] })
    const id = await upload('a.csv', Buffer.from('a,b'))
    const channels = `${channel},${playground.people[0]!.id}`
    expect(await refusalOf(complete(id, { channels, thread_ts }))).toBe('invalid_arguments')
    const many = Array.from({ length: 101 }, (_, index) => `C${index}`).join(',')
    expect(await refusalOf(complete(id, { channels: many }))).toBe('channels_limit_exceeded')
    await complete(id, { channels })
    expect(last()).toMatchObject({ threadTs: null, files: [{ id }] })
    const { file } = await client.files.info({ file: id })
    expect(file).toMatchObject({ channels: [channel], ims: [expect.stringMatching(/^D/)] })
  })

  it('shows its blocks, unless there is a comment', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Chart*' } }]
    await complete(await upload('a.csv', Buffer.from('a,b')), { channel_id: channel, blocks })
    expect(last()).toMatchObject({ text: '', blocks })
    const id = await upload('a.csv', Buffer.from('a,b'))
    const wrong = { channel_id: channel, blocks: [{ type: 'nonsense' }] }
    expect(await refusalOf(complete(id, wrong))).toBe('invalid_blocks')
    await complete(id, { ...wrong, initial_comment: 'Chart' })
    expect(last()).toMatchObject({ text: 'Chart', blocks: [] })
  })

  it('without a channel shows nothing to anybody', async () => {
    const before = playground.messages(channel).length
    await complete(await upload('a.csv', Buffer.from('a,b')))
    expect(playground.messages(channel)).toHaveLength(before)
  })

  it('can be answered with ok and never happen', async () => {
    playground.configure({ sharesFiles: false })
    const before = playground.messages(channel).length
    const id = await upload('a.csv', Buffer.from('a,b'))
    expect(await complete(id, { channel_id: channel })).toMatchObject({ ok: true })
    expect(playground.messages(channel)).toHaveLength(before)
    expect((await client.files.info({ file: id })).file).toMatchObject({ channels: [] })
  })
})

describe('readiness', () => {
  const look = async (file: string) => (await client.files.info({ file })).file!.mimetype

  it('comes after as many looks as the workspace is set to, and an image shows only then', async () => {
    playground.configure({ fileReadiness: { looks: 5, ms: 60_000 } })
    const id = await upload('chart.png', PNG)
    expect((await complete(id)).files![0]).toMatchObject({ id, mimetype: '', filetype: '' })
    for (let number = 1; number <= 5; number += 1) {
      await expect(showImage({ id }), `before look ${number}`).rejects.toMatchObject({
        data: {
          error: 'invalid_blocks',
          errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
        },
      })
      expect(await look(id)).toBe('')
    }
    expect(await look(id)).toBe('image/png')
    expect(await refusalOf(showImage({ id }))).toBe('accepted')
    const { file } = await client.files.info({ file: id })
    expect(await refusalOf(showImage({ url: file!.url_private }))).toBe('accepted')
  })

  it('comes with time as well', async () => {
    playground.configure({ fileReadiness: { looks: 100, ms: 2_000 } })
    const id = await upload('chart.png', PNG)
    await complete(id)
    playground.advanceClock(1_999)
    expect(await refusalOf(showImage({ id }))).toBe('invalid_blocks')
    playground.advanceClock(1)
    expect(await refusalOf(showImage({ id }))).toBe('accepted')
  })

  it('may never come', async () => {
    playground.configure({ fileReadiness: 'never' })
    const id = await upload('chart.png', PNG)
    await complete(id)
    playground.advanceClock(24 * 60 * 60_000)
    expect(await look(id)).toBe('')
    expect(await refusalOf(showImage({ id }))).toBe('invalid_blocks')
  })

  it('does not make an image of what is none, nor of what was never uploaded', async () => {
    playground.configure({ fileReadiness: { looks: 0, ms: 0 } })
    const table = await upload('chart.csv', Buffer.from('a,b'))
    const lie = await upload('chart.png', Buffer.from('a,b'))
    await complete(table)
    await complete(lie)
    expect(await look(table)).toBe('text/csv')
    for (const id of [table, lie, 'F0000000000']) {
      expect(await refusalOf(showImage({ id }))).toBe('invalid_blocks')
    }
    expect(await refusalOf(client.files.info({ file: 'F0000000000' }))).toBe('file_not_found')
    const unfinished = await upload('chart.png', PNG)
    expect(await refusalOf(client.files.info({ file: unfinished }))).toBe('file_not_found')
  })
})
