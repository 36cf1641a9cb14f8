import type { SlackViewAction } from '@slack/bolt'
import { SNOOZE_PRESETS, snoozePreset } from '../../../domain/snooze-preset.ts'
import { type SnoozeProblem, snoozeProblem } from '../../../domain/snooze-problem.ts'
import type { TriageRequest } from '../../../operations/triage-discrepancy.ts'
import { NOBODY_INPUT } from '../../messages/assign-inputs.ts'
import { NOTE_INPUT } from '../../messages/note-input.ts'
import { PERSON_INPUT } from '../../messages/person-input.ts'
import { SNOOZE_INPUTS } from '../../messages/snooze-inputs.ts'
import type { TriageAnswers, WindowAction } from '../../messages/triage-window.ts'
import type { Room } from '../room.ts'
import type { WindowMetadata } from '../window-metadata.ts'

/** What the person asked for; or what is wrong, by the input where it was answered. */
export type Wish = Pick<TriageRequest, 'action' | 'note' | 'owner' | 'until' | 'to' | 'insteadOf' | 'once'>
export type WishOrErrors = Wish | { readonly errors: Readonly<Record<string, string>> }

/** What stands in a submitted window. */
export function readAnswers({ view }: SlackViewAction): TriageAnswers {
  const at = <Id extends string>(id: Id) => view.state.values[id]?.[id]
  const preset = at(SNOOZE_INPUTS.preset)?.selected_option?.value
  const moment = at(SNOOZE_INPUTS.at)?.selected_date_time
  const person = at(PERSON_INPUT)?.selected_user
  return {
    ...(person ? { person } : {}),
    ...(preset ? { preset } : {}),
    ...(moment ? { at: Number(moment) } : {}),
    nobody: (at(NOBODY_INPUT)?.selected_options ?? []).length > 0,
    note: at(NOTE_INPUT)?.value?.trim() ?? '',
  }
}

/** What the answers of a window ask for. Slack is asked about a person who was chosen. */
export async function readWish(
  room: Room,
  asked: { readonly action: WindowAction; readonly metadata: WindowMetadata; readonly viewId: string },
  answers: TriageAnswers,
): Promise<WishOrErrors> {
  const note = answers.note ? { note: answers.note } : {}
  switch (asked.action) {
    case 'escalate':
      return { action: 'escalate', ...note, ...(await readTarget(room, asked.metadata, answers)) }
    case 'snooze':
      return readSnooze(room, asked.metadata, answers)
    case 'assign':
      return await readOwner(room, answers)
    case 'note':
      if (!answers.note) return { errors: { [NOTE_INPUT]: 'Please write what the note is.' } }
      return { action: 'note', ...note, once: asked.viewId }
  }
}

async function readTarget(
  room: Room,
  { gone }: WindowMetadata,
  { person }: TriageAnswers,
): Promise<Partial<Wish> | { readonly errors: Readonly<Record<string, string>> }> {
  if (person === undefined) return {}
  const problem = await whyNot(room, person, 'be called')
  if (problem !== null) return { errors: { [PERSON_INPUT]: problem } }
  return { to: person, ...(gone === undefined ? {} : { insteadOf: gone }) }
}

async function readOwner(room: Room, { person, nobody, note }: TriageAnswers): Promise<WishOrErrors> {
  const said = note ? { note } : {}
  if (nobody) return { action: 'assign', owner: null, ...said }
  if (person === undefined) return { errors: { [PERSON_INPUT]: 'Please choose a person.' } }
  const problem = await whyNot(room, person, 'look after it')
  if (problem !== null) return { errors: { [PERSON_INPUT]: problem } }
  return { action: 'assign', owner: person, ...said }
}

/** Only what Slack says for certain speaks against somebody. */
async function whyNot(room: Room, person: string, what: string): Promise<string | null> {
  const answer = await room.context.directory?.standingOf(person)
  const standing = answer && 'known' in answer ? answer.known : null
  if (standing === 'bot') return `This is an app, which cannot ${what}: choose a person.`
  return standing === 'deactivated'
    ? `This account is deactivated and cannot ${what}: choose somebody else.`
    : null
}

function readSnooze(room: Room, { zone }: WindowMetadata, answers: TriageAnswers): WishOrErrors {
  const now = room.context.now()
  const { at, note = '' } = answers
  const preset = SNOOZE_PRESETS.find((known) => known === answers.preset) ?? 'day'
  const until =
    at === undefined ? snoozePreset(preset, { now, zone: zone?.name ?? 'UTC' }) : new Date(at * 1_000)
  const problem = snoozeProblem(until, { now, note })
  if (problem !== null) return { errors: SNOOZE_ERRORS[problem] }
  return { action: 'snooze', until, ...(note === '' ? {} : { note }) }
}

const SNOOZE_ERRORS: Readonly<Record<SnoozeProblem, Readonly<Record<string, string>>>> = {
  over: { [SNOOZE_INPUTS.at]: 'This time is over already: choose one to come.' },
  'too-far': {
    [SNOOZE_INPUTS.at]: 'This is more than a year away: choose an earlier day, or resolve it as expected.',
  },
  unexplained: { [NOTE_INPUT]: 'Please say why, as it is for more than 30 days.' },
}
