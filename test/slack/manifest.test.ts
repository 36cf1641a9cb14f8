import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '@slack/bolt'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { OPTIONAL_SCOPES, SCOPES } from '../../src/slack/introduce-bot.ts'
import { registerListeners } from '../../src/slack/listeners/register-listeners.ts'
import type { Room } from '../../src/slack/listeners/room.ts'
import { BROWSE_ACTION_IDS } from '../../src/slack/messages/browse-modal.ts'
import { CHECK_CALLBACK_ID } from '../../src/slack/messages/check-modal.ts'
import { RETRY_ACTION_ID } from '../../src/slack/messages/delivery-problems.ts'
import { FIELDS_ACTION_IDS } from '../../src/slack/messages/fields-modal.ts'
import { FIX_ACTION_IDS } from '../../src/slack/messages/fix-button.ts'
import { FIX_MANY_CALLBACK_ID, FIX_MANY_CHOICE } from '../../src/slack/messages/fix-many-modal.ts'
import { FIX_CALLBACK_ID, FIX_CHOICES } from '../../src/slack/messages/fix-modal.ts'
import { HELD_ACTION_IDS } from '../../src/slack/messages/held-run.ts'
import { HISTORY_PAGE_ACTION_ID } from '../../src/slack/messages/history-modal.ts'
import { HOME_PAGE_ACTION_IDS } from '../../src/slack/messages/home-body.ts'
import { HOME_SECTION_ACTION_IDS } from '../../src/slack/messages/home-view.ts'
import { LIST_PAGE_ACTION_ID } from '../../src/slack/messages/list-answer.ts'
import { LOOK_MENU_ACTION_ID } from '../../src/slack/messages/look-menu.ts'
import { MENU_ACTION_IDS } from '../../src/slack/messages/menu-answer.ts'
import { RECONCILIATION_SELECT_ID } from '../../src/slack/messages/reconciliation-select.ts'
import { REMEDY_ACTION_IDS } from '../../src/slack/messages/remedies-answer.ts'
import { RESOLVE_CALLBACK_ID } from '../../src/slack/messages/resolve-modal.ts'
import { HIDE_ACTION_ID } from '../../src/slack/messages/revealed-answer.ts'
import { GROUP_ACTION_IDS, PATTERN_ACTION_IDS } from '../../src/slack/messages/run-group.ts'
import { RUN_CALLBACK_ID } from '../../src/slack/messages/run-modal.ts'
import { TREND_ACTION_ID } from '../../src/slack/messages/trend-answer.ts'
import { TRIAGE_ACTION_IDS, TRIAGE_MENU_ACTION_ID } from '../../src/slack/messages/triage-buttons.ts'
import { MANY_CHANGE_IDS, TRIAGE_MANY_CALLBACK_ID } from '../../src/slack/messages/triage-many-modal.ts'
import { TRIAGE_CALLBACK_IDS } from '../../src/slack/messages/triage-modal.ts'

interface Manifest {
  display_information: { name: string; description: string; background_color: string }
  features: {
    app_home: {
      home_tab_enabled: boolean
      messages_tab_enabled: boolean
      messages_tab_read_only_enabled: boolean
    }
    bot_user: { display_name: string; always_online: boolean }
    slash_commands: {
      command: string
      description: string
      usage_hint: string
      should_escape: boolean
      url?: string
    }[]
  }
  oauth_config: { scopes: { bot: string[]; bot_optional: string[] } }
  settings: {
    event_subscriptions: { bot_events: string[] }
    interactivity: { is_enabled: boolean; request_url?: string }
    org_deploy_enabled: boolean
    socket_mode_enabled: boolean
    token_rotation_enabled: boolean
  }
}

const root = new URL('../..', import.meta.url).pathname
const manifest = parse(readFileSync(join(root, 'manifest.yml'), 'utf8')) as Manifest

/** What the listeners register, by kind. */
function registered(): Record<'command' | 'action' | 'view' | 'event' | 'shortcut' | 'options', unknown[]> {
  const found = { command: [], action: [], view: [], event: [], shortcut: [], options: [] } as Record<
    string,
    unknown[]
  >
  const app = Object.fromEntries(
    Object.keys(found).map((kind) => [kind, (what: unknown) => void found[kind]?.push(what)]),
  )
  registerListeners(app as unknown as App, {} as Room)
  return found as ReturnType<typeof registered>
}

/** Scopes that each method of the Web API needs; every method we call must stand here. */
const SCOPE_OF: Readonly<Record<string, readonly string[]>> = {
  'apps.connections.open': [],
  'auth.test': [],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'conversations.info': ['channels:read', 'groups:read'],
  // Slack's own page of it: no scope is needed.
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.list': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
}

function calledMethods(): string[] {
  const sources = readdirSync(join(root, 'src/slack'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src/slack', file), 'utf8'))
  const calls = sources.flatMap((text) => [...text.matchAll(/client\.((?:\w+\.)+\w+)\(/g)])
  return [...new Set(calls.map((call) => call[1]!))].filter((method) => method.includes('.')).sort()
}

test('T59: the manifest has exactly the commands and events that are listened to', () => {
  const listeners = registered()
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(listeners.command)
  expect(manifest.settings.event_subscriptions.bot_events).toEqual(listeners.event)
  // Shortcuts would need their own entries; the options of a select come the way of clicks.
  expect(listeners.shortcut).toEqual([])
  expect(listeners.options).toEqual([RECONCILIATION_SELECT_ID])
})

test('T59: every button and window has a listener, and nothing else is listened to but the unknown', () => {
  const { action, view } = registered()
  const ids = [
    ...Object.values(TRIAGE_ACTION_IDS),
    TRIAGE_MENU_ACTION_ID,
    ...Object.values(HELD_ACTION_IDS),
    `${LIST_PAGE_ACTION_ID}.next`,
    `${LIST_PAGE_ACTION_ID}.previous`,
    ...Object.values(GROUP_ACTION_IDS),
    ...PATTERN_ACTION_IDS,
    ...MANY_CHANGE_IDS,
    ...Object.values(BROWSE_ACTION_IDS),
    ...Object.values(FIELDS_ACTION_IDS),
    RETRY_ACTION_ID,
    ...Object.values(HOME_SECTION_ACTION_IDS),
    ...Object.values(HOME_PAGE_ACTION_IDS),
    ...Object.values(MENU_ACTION_IDS),
    LOOK_MENU_ACTION_ID,
    HIDE_ACTION_ID,
    `${HISTORY_PAGE_ACTION_ID}.newer`,
    `${HISTORY_PAGE_ACTION_ID}.older`,
    ...Object.values(FIX_ACTION_IDS),
    ...Object.values(FIX_CHOICES),
    FIX_MANY_CHOICE,
    ...Object.values(REMEDY_ACTION_IDS),
    TREND_ACTION_ID,
  ]
  expect(action.filter((id) => typeof id === 'string').sort()).toEqual(ids.sort())
  const windows = [
    CHECK_CALLBACK_ID,
    FIX_CALLBACK_ID,
    FIX_MANY_CALLBACK_ID,
    RESOLVE_CALLBACK_ID,
    RUN_CALLBACK_ID,
    TRIAGE_MANY_CALLBACK_ID,
    ...Object.values(TRIAGE_CALLBACK_IDS),
  ]
  expect(view.sort()).toEqual(windows.sort())
  const unknown = action.find((id) => typeof id === 'object') as { action_id: RegExp }
  for (const id of ids) expect(unknown.action_id.test(id), id).toBe(false)
  for (const id of ['', 'old', `${ids[0]}2`, `x${ids[0]}`, 'a\nb'])
    expect(unknown.action_id.test(id), id).toBe(true)
})

test('T59: the manifest asks for the scopes of the methods that are called, and for no others', () => {
  const methods = calledMethods()
  expect(methods).toEqual(Object.keys(SCOPE_OF).sort())
  const needed = new Set(methods.flatMap((method) => SCOPE_OF[method] ?? []))
  // Slash commands need one themselves; posting in a channel without being invited is another.
  const expected = [...needed, 'commands', 'chat:write.public'].sort()
  const { bot, bot_optional: optional } = manifest.oauth_config.scopes
  expect([...bot, ...optional].sort()).toEqual(expected)
  expect([...SCOPES].sort()).toEqual([...bot].sort())
  expect([...OPTIONAL_SCOPES].sort()).toEqual([...optional].sort())
})

test('T59: the manifest keeps to the limits of its schema', () => {
  const { display_information: display, features, settings } = manifest
  expect(Object.keys(manifest).sort()).toEqual([
    'display_information',
    'features',
    'oauth_config',
    'settings',
  ])
  expect(display.name.length).toBeLessThanOrEqual(35)
  expect(display.description.length).toBeLessThanOrEqual(140)
  expect(display.background_color).toMatch(/^#[0-9a-f]{6}$/)
  for (const { command, description, usage_hint: hint, url } of features.slash_commands) {
    expect(command).toMatch(/^\/\S{1,31}$/)
    expect(description.length).toBeLessThanOrEqual(2_000)
    expect(hint.length).toBeLessThanOrEqual(1_000)
    expect(url, 'Socket Mode needs no address').toBeUndefined()
  }
  expect(features.app_home).toEqual({
    home_tab_enabled: true,
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: false,
  })
  expect(settings).toMatchObject({
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
    org_deploy_enabled: false,
    // Rotation needs storage for tokens and cannot be turned off again.
    token_rotation_enabled: false,
  })
})
