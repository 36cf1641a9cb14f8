import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import { describeSlackError } from './explain-slack-error.ts'
import { sendBytes } from './send-bytes.ts'

export interface Upload {
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** Slack's id of where it is shown; the bot must be in there. */
  readonly channel: string
  /** What stands above it, in mrkdwn. */
  readonly comment: string
}

/** What became of it. `error` is Slack's own code, or what else is known in a few words. */
export type Uploaded =
  | { readonly kind: 'shared' }
  /** Slack took it, and after so many looks it did not show it in the channel, or was not done with it. */
  | { readonly kind: 'not-shown' | 'not-ready'; readonly file: string }
  /** Slack may have taken it: its answer got lost. */
  | { readonly kind: 'unknown'; readonly error: string }
  | { readonly kind: 'refused'; readonly error: string; readonly needed: string | null }

/** How long is waited before each look whether Slack shows it, in seconds. */
const LOOKS = [0.2, 0.5, 1, 2, 3, 5, 8, 12]

/** Uploads a file and shows it in a channel. Its end is said to Slack once and never again: that could show it twice. */
export async function uploadFile(
  client: WebClient,
  upload: Upload,
  wait: (seconds: number) => Promise<void>,
): Promise<Uploaded> {
  let isEnding = false
  try {
    const { name, bytes, channel, comment } = upload
    const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
      filename: name,
      length: bytes,
    })
    if (url === undefined || id === undefined)
      return { kind: 'refused', error: 'no upload address', needed: null }
    const status = await sendBytes(url, upload)
    if (status !== 200) return { kind: 'refused', error: `HTTP status ${status}`, needed: null }
    isEnding = true
    await client.files.completeUploadExternal({
      files: [{ id, title: name }],
      channel_id: channel,
      initial_comment: comment,
    })
    return await lookUntilShown(client, { id, channel }, wait)
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) && isEnding)
      return { kind: 'unknown', error: describeSlackError(error) }
    return { kind: 'refused', error: describeSlackError(error), needed: neededScope(error) }
  }
}

/** Slack shows it some time after it said yes, or never. Where the bot may not look, its yes has to do. */
async function lookUntilShown(
  client: WebClient,
  { id, channel }: { readonly id: string; readonly channel: string },
  wait: (seconds: number) => Promise<void>,
): Promise<Uploaded> {
  let isReady = false
  for (const seconds of LOOKS) {
    await wait(seconds)
    try {
      const { file } = await client.files.info({ file: id })
      isReady = (file?.mimetype ?? '') !== ''
      const places = [file?.channels, file?.groups, file?.ims].flatMap((ids) => ids ?? [])
      if (isReady && places.includes(channel)) return { kind: 'shared' }
    } catch (error) {
      if (neededScope(error) !== null) return { kind: 'shared' }
    }
  }
  return { kind: isReady ? 'not-shown' : 'not-ready', file: id }
}

/** The scope that a call lacks; null: it is not that. */
function neededScope(error: unknown): string | null {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'missing_scope') return null
  return 'needed' in error.data ? String(error.data.needed) : 'files:write'
}
