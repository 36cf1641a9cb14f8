import type { JsonObject } from '../json.ts'
import { UNKNOWN_TYPE } from '../workspace/file-type.ts'
import { isReady, type StoredFile } from '../workspace/files.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** A file in the shape in which Slack sends it to apps: without its type until it is ready. */
export function describeFile(workspace: Workspace, file: StoredFile, origin: string): JsonObject {
  const ready = isReady(file, workspace.settings.fileReadiness, workspace.clock.now())
  const { filetype, mimetype } = ready ? file.type : UNKNOWN_TYPE
  const channels = [...new Set(file.shares.map((share) => share.channel))]
  const ofKind = (...kinds: string[]) =>
    channels.filter((id) => kinds.includes(workspace.conversations.get(id)?.kind ?? ''))
  return {
    id: file.id,
    created: file.createdAt,
    timestamp: file.createdAt,
    name: file.name,
    title: file.title,
    mimetype,
    filetype,
    pretty_type: filetype.toUpperCase(),
    user: workspace.bot.id,
    mode: 'hosted',
    editable: false,
    is_external: false,
    is_public: ofKind('public').length > 0,
    size: file.length,
    url_private: addressOf(file, origin),
    url_private_download: `${addressOf(file, origin)}?download`,
    permalink: addressOf(file, origin),
    channels: ofKind('public'),
    groups: ofKind('private'),
    ims: ofKind('direct'),
    ...(file.alt === '' ? {} : { alt_txt: file.alt }),
  }
}

function addressOf(file: StoredFile, origin: string): string {
  return `${origin}/files/${file.id}/${encodeURIComponent(file.name)}`
}
