import type { SlashCommand } from './workspace/contents.ts'

/** What an app's manifest registers. */
export interface ManifestCommand {
  readonly command: string
  readonly description: string
  readonly usage_hint: string
}

/** The commands that people can type: those of the manifest, with the examples that are known, and others given. */
export function offerCommands(
  registered: readonly ManifestCommand[],
  given: readonly SlashCommand[],
): SlashCommand[] {
  const known = new Map(given.map((each) => [each.command, each]))
  const offered = registered.map(({ command, description, usage_hint }) => ({
    command,
    description,
    examples: [],
    ...known.get(command),
    usageHint: usage_hint,
  }))
  const names = new Set(registered.map((each) => each.command))
  return [...offered, ...given.filter((each) => !names.has(each.command))]
}
