import { checkBlocks } from '../blocks/check-blocks.ts'
import { nameBlocks } from '../blocks/name-blocks.ts'
import { type JsonObject, objectsIn, textOf } from '../json.ts'
import type { Conversation } from '../workspace/contents.ts'
import { isImageName } from '../workspace/file-type.ts'
import { type StoredFile, toShared } from '../workspace/files.ts'
import { addMessage } from '../workspace/messages.ts'
import {
  type ApiCall,
  type ApiMethod,
  ApiRefusal,
  channelArgument,
  invalidArguments,
  jsonArgument,
  listArgument,
  refuseProblems,
  requiredText,
  textArgument,
} from './call.ts'
import { checkSlackFiles } from './check-slack-files.ts'
import { describeFile } from './describe-file.ts'
import { readThread } from './message-arguments.ts'

const ALT_CHARACTERS = 1_000
const SNIPPET_BYTES = 1_000_000
const FILE_BYTES = 1_000_000_000
const CHANNELS = 100

/** files.*: an address to upload to, the upload's end, and how far Slack is with it. */
export const fileMethods: Readonly<Record<string, ApiMethod>> = {
  'files.getUploadURLExternal': { token: 'bot', scope: 'files:write', tier: 4, run: openUpload },
  'files.completeUploadExternal': { token: 'bot', scope: 'files:write', tier: 4, run: completeUpload },
  'files.info': { token: 'bot', scope: 'files:read', tier: 4, run: info },
}

function openUpload(call: ApiCall): JsonObject {
  const { workspace, origin } = call
  const { fileUploads, fileStorageFull } = workspace.settings
  const name = requiredText(call, 'filename')
  const length = Number(textArgument(call, 'length') ?? 0)
  if (!Number.isSafeInteger(length) || length <= 0) throw new ApiRefusal('missing_argument')
  const alt = textArgument(call, 'alt_txt') ?? ''
  if ([...alt].length > ALT_CHARACTERS) throw new ApiRefusal('alt_txt_too_large')
  if (fileUploads === 'none') throw new ApiRefusal('file_uploads_disabled')
  if (fileUploads === 'images' && !isImageName(name)) {
    throw new ApiRefusal('file_uploads_except_images_disabled')
  }
  if (fileStorageFull) throw new ApiRefusal('storage_limit_reached')
  if (textArgument(call, 'snippet_type') && length > SNIPPET_BYTES) throw new ApiRefusal('snippet_too_large')
  if (length > FILE_BYTES) throw new ApiRefusal('file_upload_size_restricted')
  const { file, ticket } = workspace.files.expect({ name, length, alt })
  return { upload_url: `${origin}/upload/v1/${ticket}`, file_id: file.id }
}

/** All or nothing: a refused call has finished no file and said nothing. */
function completeUpload(call: ApiCall): JsonObject {
  const { workspace, origin } = call
  const named = objectsIn(jsonArgument(call, 'files'))
  if (named.length === 0) throw invalidArguments('missing required field: files')
  const files = named.map((each) => uploadedFile(call, each))
  const channels = sharedChannels(call)
  const message = readShareMessage(call, channels)
  for (const [index, file] of files.entries()) {
    file.completedAt = workspace.clock.now()
    file.title = textOf(named[index]?.title) ?? file.name
  }
  if (workspace.settings.sharesFiles) {
    for (const channel of channels) share(call, files, { ...message, channel: channel.id })
  }
  return { files: files.map((file) => describeFile(workspace, file, origin)) }
}

function uploadedFile({ workspace }: ApiCall, { id }: JsonObject): StoredFile {
  const file = workspace.files.find(textOf(id) ?? '')
  if (file === null || file.bytes === null || file.completedAt !== null) {
    throw new ApiRefusal('file_not_found')
  }
  return file
}

/** Files go only where the bot is: `chat:write.public` does not cover them. */
function sharedChannels(call: ApiCall): Conversation[] {
  const ids = [...new Set([textArgument(call, 'channel_id') ?? '', ...listArgument(call, 'channels')])]
  const wanted = ids.filter((id) => id !== '')
  if (wanted.length > CHANNELS) throw new ApiRefusal('channels_limit_exceeded')
  return wanted.map((id) => {
    if (id.startsWith('#')) throw new ApiRefusal('invalid_channel')
    const channel = channelArgument({ ...call, arguments: { channel: id } })
    if (!channel.members.has(call.workspace.bot.id)) throw new ApiRefusal('not_in_channel')
    if (channel.archived || channel.rule === 'read-only') throw new ApiRefusal('posting_to_channel_denied')
    return channel
  })
}

interface ShareMessage {
  readonly text: string
  readonly blocks: JsonObject[]
  readonly threadTs: string | null
}

function readShareMessage(call: ApiCall, channels: readonly Conversation[]): ShareMessage {
  const text = textArgument(call, 'initial_comment') ?? ''
  const [channel] = channels
  const inThread = (textArgument(call, 'thread_ts') ?? '') !== ''
  if (inThread && channels.length !== 1) throw invalidArguments('thread_ts needs exactly one channel')
  return {
    text,
    // A comment takes their place, whatever they are.
    blocks: text === '' ? readShareBlocks(call) : [],
    threadTs: channel === undefined ? null : readThread(call, channel),
  }
}

function readShareBlocks(call: ApiCall): JsonObject[] {
  const blocks = jsonArgument(call, 'blocks')
  if (blocks === undefined || blocks === null || blocks === '') return []
  refuseProblems('invalid_blocks', [
    ...checkBlocks(blocks, 'message'),
    ...checkSlackFiles(call.workspace, blocks, '/blocks'),
  ])
  return nameBlocks(blocks)
}

function share(
  { workspace }: ApiCall,
  files: readonly StoredFile[],
  message: ShareMessage & { readonly channel: string },
): void {
  const { channel, ts } = addMessage(workspace, {
    ...message,
    author: workspace.bot.id,
    files: files.map(toShared),
  })
  for (const file of files) file.shares.push({ channel, ts })
}

function info(call: ApiCall): JsonObject {
  const { workspace, origin } = call
  const file = workspace.files.find(requiredText(call, 'file'))
  if (file === null || file.completedAt === null) throw new ApiRefusal('file_not_found')
  const described = describeFile(workspace, file, origin)
  file.looks += 1
  return { file: described, comments: [], response_metadata: { next_cursor: '' } }
}
