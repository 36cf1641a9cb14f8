import type { SlackViewAction } from '@slack/bolt'
import { z } from 'zod'
import { PERSON_REASONS, STATUSES } from '../../../domain/discrepancy.ts'
import { FINDING_KINDS } from '../../../domain/finding.ts'
import type { GroupChoice } from '../../../domain/group-choice.ts'
import { MANY_ACTIONS } from '../../../domain/many-result.ts'
import { MANY_INPUTS, type ManyAnswers, type ManyChoice } from '../../messages/many-answers.ts'
import { MANY_FILTER_ID, type ManyFilter, readFilter } from '../../messages/triage-many-modal.ts'

const CHOICE = z.object({
  runId: z.string(),
  pattern: z.string().nullable(),
  kind: z.enum(FINDING_KINDS).nullable(),
  field: z.string().nullable(),
  status: z.enum(STATUSES).nullable(),
})
const METADATA = z.object({
  choice: CHOICE,
  upTo: z.number(),
  /** Which page of rows it shows, and what is ticked on others. */
  passed: z.number().default(0),
  kept: z.array(z.number()).default([]),
  responseUrl: z.string().nullable(),
  channel: z.string().nullable(),
})

/** What the window carries: what its numbers are about, and where whoever sends it is answered. */
export type ManyMetadata = z.infer<typeof METADATA>

export function writeManyMetadata(metadata: ManyMetadata): string {
  return JSON.stringify(metadata)
}

/** Null: another release wrote it. */
export function readManyMetadata(text: string): ManyMetadata | null {
  return read(METADATA, text)
}

const FIX_MANY = z.object({
  choice: CHOICE,
  upTo: z.number(),
  /** Null: all that fit the choice. */
  numbers: z.array(z.number()).nullable(),
  /** Null: not chosen yet. */
  remedy: z.string().nullable(),
  responseUrl: z.string().nullable(),
  channel: z.string().nullable(),
})

/** What the window of a fix for many carries: what was chosen, and what its plan rests on. */
export type FixManyMetadata = z.infer<typeof FIX_MANY>

export function writeFixManyMetadata(metadata: FixManyMetadata): string {
  return JSON.stringify(metadata)
}

/** Null: another release wrote it. */
export function readFixManyMetadata(text: string): FixManyMetadata | null {
  return read(FIX_MANY, text)
}

const BROWSE = z.object({ choice: CHOICE, passed: z.number() })

/** Which page of what the window that only shows is at. */
export type BrowseMetadata = z.infer<typeof BROWSE>

export function writeBrowseMetadata(metadata: BrowseMetadata): string {
  return JSON.stringify(metadata)
}

export function readBrowseMetadata(text: string): BrowseMetadata | null {
  return read(BROWSE, text)
}

function read<Shape extends z.ZodType>(shape: Shape, text: string): z.infer<Shape> | null {
  try {
    return shape.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const MANY_CHOICES: readonly ManyChoice[] = [...MANY_ACTIONS, 'fix']

type State = SlackViewAction['view']['state']

/** What the selects above say now, which the window may not show yet. */
export function readManyChoice(before: GroupChoice, { values }: State): GroupChoice {
  const of = (filter: ManyFilter) => {
    const select = values[MANY_FILTER_ID]?.[`${MANY_FILTER_ID}.${filter}`]
    return select === undefined ? before[filter] : readFilter(select.selected_option?.value)
  }
  const [kind, status] = [of('kind'), of('status')]
  return {
    runId: before.runId,
    pattern: of('pattern'),
    kind: FINDING_KINDS.find((known) => known === kind) ?? null,
    field: of('field'),
    status: STATUSES.find((known) => known === status) ?? null,
  }
}

export function readManyAnswers({ values }: State): ManyAnswers {
  const { which, action, reason, note, anyway, until, owner } = MANY_INPUTS
  const chosen = (id: string) => values[id]?.[id]?.selected_option?.value
  const picked = Object.entries(values)
    .filter(([block]) => block.startsWith(`${MANY_INPUTS.picked}.`))
    .flatMap(([, elements]) => elements[MANY_INPUTS.picked]?.selected_options ?? [])
  const at = (values[until]?.[until] as { selected_date_time?: number | null } | undefined)
    ?.selected_date_time
  return {
    which: chosen(which) === 'some' ? 'some' : 'all',
    picked: picked.map(({ value }) => Number(value)).filter(Number.isSafeInteger),
    action: MANY_CHOICES.find((known) => known === chosen(action)) ?? null,
    reason: PERSON_REASONS.find((known) => known === chosen(reason)) ?? null,
    note: values[note]?.[note]?.value?.trim() ?? '',
    anyway: (values[anyway]?.[anyway]?.selected_options ?? []).length > 0,
    until: at == null ? null : new Date(at * 1_000),
    owner: values[owner]?.[owner]?.selected_user ?? null,
  }
}
