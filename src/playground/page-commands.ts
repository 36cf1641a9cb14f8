import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { isObject, objectsIn, textOf } from './json.ts'
import type { PageCommand } from './page-protocol.ts'
import type { SlashCommand } from './workspace/contents.ts'

const MANIFEST = new URL('../../manifest.yml', import.meta.url)

let hints: ReadonlyMap<string, string> | null = null

/** The commands with the usage hint that the app's manifest gives them. */
export function offerCommands(commands: readonly SlashCommand[]): PageCommand[] {
  hints ??= readHints()
  return commands.map((each) => ({ ...each, usageHint: hints?.get(each.command) ?? '' }))
}

function readHints(): Map<string, string> {
  const manifest: unknown = parse(readFileSync(MANIFEST, 'utf8'))
  const features = isObject(manifest) && isObject(manifest.features) ? manifest.features : {}
  return new Map(
    objectsIn(features.slash_commands).map((each) => [String(each.command), textOf(each.usage_hint) ?? '']),
  )
}
