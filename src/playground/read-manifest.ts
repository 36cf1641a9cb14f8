import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import type { ManifestCommand } from './offer-commands.ts'

/** The package's own, the same from `src/` and from `dist/`. */
const MANIFEST = new URL('../../manifest.yml', import.meta.url)

const AppManifest = z.object({
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean(), messages_tab_enabled: z.boolean() }),
    slash_commands: z
      .array(z.object({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }))
      .default([]),
  }),
  oauth_config: z.object({
    scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()).default([]) }),
  }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).optional(),
  }),
})

/** What the app may do, has and is told: the stand-in grants what `manifest.yml` asks for, and no more. */
export async function readManifest(file: string | URL = MANIFEST): Promise<{
  scopes: string[]
  homeTab: boolean
  messagesTab: boolean
  /** Such as `app_home_opened` or `message.channels`. */
  events: string[]
  commands: ManifestCommand[]
}> {
  const { features, oauth_config, settings } = AppManifest.parse(parse(await readFile(file, 'utf8')))
  return {
    scopes: [...oauth_config.scopes.bot, ...oauth_config.scopes.bot_optional],
    homeTab: features.app_home.home_tab_enabled,
    messagesTab: features.app_home.messages_tab_enabled,
    events: settings.event_subscriptions?.bot_events ?? [],
    commands: features.slash_commands,
  }
}
