import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Playground } from '../../src/playground/playground.ts'
import { defaultSettings } from '../../src/playground/workspace/settings.ts'
import { type Uploaded, uploadFile } from '../../src/slack/upload-file.ts'
import { clientFor, openFrozenPlayground } from '../playground/playground-and-app.ts'

const CSV = 'number,note\r\n1,"grüße"\r\n'

let folder: string
let path: string
let playground: Playground
let channel: string
let waits: number[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-upload-'))
  path = join(folder, 'report.csv')
  await writeFile(path, CSV)
  playground = await openFrozenPlayground()
  channel = playground.addChannel('reports')
  playground.invite('reports', true)
})
beforeEach(() => {
  waits = []
  playground.configure(defaultSettings())
})
afterEach(() => playground.failCalls(null))
afterAll(async () => {
  await playground.close()
  await rm(folder, { recursive: true, force: true })
})

/** No time passes in the workspace, unless a wait moves it. */
async function upload(to = channel): Promise<Uploaded> {
  const wait = async (seconds: number) => void waits.push(seconds)
  const bytes = Buffer.byteLength(CSV)
  return await uploadFile(
    clientFor(playground),
    { name: 'report.csv', path, bytes, channel: to, comment: 'A report' },
    wait,
  )
}

const calls = (method: string) =>
  playground.transcript().filter((entry) => entry.kind === 'call' && entry.method === method).length
const said = () => playground.messages('reports')

test('an upload shows the bytes in the channel', async () => {
  expect(await upload()).toEqual({ kind: 'shared' })
  const { text, files } = said().at(-1)!
  expect(text).toBe('A report')
  const [file] = files
  const address = `${playground.url}files/${file!.id}/report.csv?download`
  expect(await (await fetch(address)).text()).toBe(CSV)
})

test('T57: a file that is ready after five looks is waited for, ever longer', async () => {
  playground.configure({ fileReadiness: { looks: 5, ms: 3_600_000 } })
  expect(await upload()).toEqual({ kind: 'shared' })
  expect(waits).toHaveLength(6)
  expect(waits).toEqual([...waits].sort((a, b) => a - b))
})

test('T57: a file that is never ready is given up, and its end is said once', async () => {
  playground.configure({ fileReadiness: 'never' })
  const before = calls('files.completeUploadExternal')
  expect(await upload()).toMatchObject({ kind: 'not-ready' })
  expect(calls('files.completeUploadExternal')).toBe(before + 1)
  expect(waits.reduce((sum, seconds) => sum + seconds)).toBeLessThan(60)
})

test('T57: a file that is answered with ok and never shown is told so', async () => {
  playground.configure({ sharesFiles: false })
  const before = said().length
  expect(await upload()).toMatchObject({ kind: 'not-shown' })
  expect(said()).toHaveLength(before)
})

test.each<[string, Parameters<Playground['configure']>[0]]>([
  ['file_uploads_disabled', { fileUploads: 'none' }],
  ['file_uploads_except_images_disabled', { fileUploads: 'images' }],
  ['storage_limit_reached', { fileStorageFull: true }],
])('an upload that the workspace does not take is %s', async (error, settings) => {
  playground.configure(settings)
  expect(await upload()).toEqual({ kind: 'refused', error, needed: null })
})

test('an upload to a channel without the bot is not_in_channel', async () => {
  const elsewhere = playground.addChannel('elsewhere')
  playground.invite('elsewhere', false)
  expect(await upload(elsewhere)).toEqual({ kind: 'refused', error: 'not_in_channel', needed: null })
})

test('an upload whose last answer gets lost is not ended again: nobody knows whether it is there', async () => {
  const [before, shown] = [calls('files.completeUploadExternal'), said().length]
  playground.failCalls((method) => (method === 'files.completeUploadExternal' ? { kind: 'drop' } : null))
  expect(await upload()).toMatchObject({ kind: 'unknown' })
  expect(calls('files.completeUploadExternal')).toBe(before + 1)
  expect(said()).toHaveLength(shown + 1)
})

test('the token does not go to the upload address', async () => {
  await upload()
  expect(JSON.stringify(playground.transcript())).not.toContain(playground.botToken)
})
