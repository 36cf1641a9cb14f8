import type { Problem } from '../blocks/rules.ts'
import { isObject, type JsonObject } from '../json.ts'
import { isReady } from '../workspace/files.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** Finds images that name an upload which is not there, not ready, or no image. */
export function checkSlackFiles(workspace: Workspace, blocks: unknown, at: string): Problem[] {
  const problems: Problem[] = []
  walk(blocks, at, (image, place) => {
    if (!isShowable(workspace, image))
      problems.push({ at: `${place}/slack_file`, message: 'invalid slack file' })
  })
  return problems
}

function walk(value: unknown, at: string, found: (file: JsonObject, place: string) => void): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, `${at}/${index}`, found)
  } else if (isObject(value)) {
    if (value.type === 'image' && isObject(value.slack_file)) found(value.slack_file, at)
    for (const [key, item] of Object.entries(value)) walk(item, `${at}/${key}`, found)
  }
}

function isShowable(workspace: Workspace, { id, url }: JsonObject): boolean {
  const wanted = typeof id === 'string' ? id : /\/files\/(F[A-Z0-9]+)/.exec(String(url))?.[1]
  const file = workspace.files.find(wanted ?? '')
  if (file === null || !isReady(file, workspace.settings.fileReadiness, workspace.clock.now())) return false
  return ['png', 'jpg', 'gif'].includes(file.type.filetype)
}
