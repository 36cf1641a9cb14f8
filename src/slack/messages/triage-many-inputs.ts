import type { Checkboxes, InputBlock, KnownBlock, PlainTextOption } from '@slack/types'
import { type Discrepancy, PERSON_REASONS, type ResolutionReason } from '../../domain/discrepancy.ts'
import { MANY_ACTIONS, type ManyAction } from '../../domain/many-result.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import { cut, LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'
import { differenceText } from './difference-text.ts'
import { keyText } from './secrecy.ts'
import { visible } from './visible.ts'
import { describeFinding, REASON_LABELS } from './words.ts'

/** Block and action ids of the inputs: where the answers are in the submitted state. */
export const MANY_INPUTS = {
  which: 'many-which',
  picked: 'many-picked',
  action: 'many-action',
  reason: 'many-reason',
  note: 'many-note',
  anyway: 'many-anyway',
  until: 'many-until',
  owner: 'many-owner',
} as const

/** Rows that can be ticked: Slack takes ten options in each of them. */
const TICKS = 10
export const MANY_ROWS = 2 * TICKS

export interface ManyAnswers {
  readonly which: 'all' | 'some'
  readonly picked: readonly number[]
  /** Null: not said yet. */
  readonly action: ManyAction | null
  readonly reason: ResolutionReason | null
  readonly note: string
  readonly anyway: boolean
  /** Null: until its values change. */
  readonly until: Date | null
  readonly owner: string | null
}

export const NO_ANSWERS: ManyAnswers = {
  which: 'all',
  picked: [],
  action: null,
  reason: null,
  note: '',
  anyway: false,
  until: null,
  owner: null,
}

export interface ManyRows {
  readonly matching: number
  /** The first of them. */
  readonly rows: readonly Discrepancy[]
  readonly reconciliation: Reconciliation
  readonly answers: ManyAnswers
}

const ACTION_LABELS: Readonly<Record<ManyAction, string>> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  escalate: 'Escalate',
  snooze: 'Snooze',
  assign: 'Assign',
}

/** What to do, what that needs, and with which ones. */
export function manyInputs(view: ManyRows): KnownBlock[] {
  const { answers } = view
  return [
    {
      type: 'input',
      block_id: MANY_INPUTS.action,
      dispatch_action: true,
      label: plainText('What to do', LIMITS.inputLabel),
      element: select(
        MANY_INPUTS.action,
        MANY_ACTIONS.map((action) => option(ACTION_LABELS[action], action)),
        answers.action,
      ),
    },
    ...(answers.action === null ? [] : NEEDS[answers.action](answers)),
    whichInput(view),
    ...rowInputs(view),
  ]
}

function whichInput({ matching, rows, answers }: ManyRows): InputBlock {
  const all = option(
    matching === 1 ? 'The one that fits' : `All ${matching.toLocaleString('en')} that fit`,
    'all',
  )
  const some = option('Only those that are ticked below', 'some')
  return {
    type: 'input',
    block_id: MANY_INPUTS.which,
    label: plainText('Which ones', LIMITS.inputLabel),
    ...(rows.length < matching
      ? {
          hint: plainText(
            `The first ${rows.length} can be ticked; narrow the list to tick others.`,
            LIMITS.inputLabel,
          ),
        }
      : {}),
    element: {
      type: 'radio_buttons',
      action_id: MANY_INPUTS.which,
      options: [all, some],
      initial_option: answers.which === 'all' ? all : some,
    },
  }
}

/** By their numbers the block is another one when the rows are, so that Slack keeps no tick of what is gone. */
function rowInputs({ rows, reconciliation, answers }: ManyRows): InputBlock[] {
  return [rows.slice(0, TICKS), rows.slice(TICKS, MANY_ROWS)].flatMap((part, index): InputBlock[] => {
    const [first, last] = [part[0], part.at(-1)]
    if (!first || !last) return []
    const options = part.map((row) => rowOption(row, reconciliation))
    const ticked = options.filter(({ value }) => answers.picked.includes(Number(value)))
    const element: Checkboxes = {
      type: 'checkboxes',
      action_id: MANY_INPUTS.picked,
      options,
      ...(ticked.length === 0 ? {} : { initial_options: ticked }),
    }
    const block_id = `${MANY_INPUTS.picked}.${index}.${part.map(({ number }) => number).join('.')}`
    const label = plainText(`#${first.number} to #${last.number}`, LIMITS.inputLabel)
    return [{ type: 'input', block_id: cut(block_id, LIMITS.identifier), optional: true, label, element }]
  })
}

function rowOption({ number, finding }: Discrepancy, reconciliation: Reconciliation): PlainTextOption {
  const key = finding.kind === 'schema' ? '' : ` ${keyText(reconciliation, finding.key)}:`
  const text = `#${number}${key} ${describeFinding(finding)}`
  return {
    ...option(cut(visible(text), LIMITS.optionText), String(number)),
    description: plainText(visible(differenceText(finding, reconciliation)), LIMITS.optionText),
  }
}

const NEEDS: Readonly<Record<ManyAction, (answers: ManyAnswers) => InputBlock[]>> = {
  acknowledge: () => [],
  escalate: () => [],
  resolve: ({ reason, note, anyway }) => [reasonInput(reason), noteInput(note), anywayInput(anyway)],
  snooze: ({ until }) => [
    {
      type: 'input',
      block_id: MANY_INPUTS.until,
      optional: true,
      label: plainText('Until when', LIMITS.inputLabel),
      hint: plainText('Left empty: until their values change.', LIMITS.inputLabel),
      element: {
        type: 'datetimepicker',
        action_id: MANY_INPUTS.until,
        ...(until === null ? {} : { initial_date_time: Math.floor(until.getTime() / 1_000) }),
      },
    },
  ],
  assign: ({ owner }) => [
    {
      type: 'input',
      block_id: MANY_INPUTS.owner,
      optional: true,
      label: plainText('To whom', LIMITS.inputLabel),
      hint: plainText('Left empty: to nobody.', LIMITS.inputLabel),
      element: {
        type: 'users_select',
        action_id: MANY_INPUTS.owner,
        ...(owner === null ? {} : { initial_user: owner }),
      },
    },
  ],
}

function reasonInput(reason: ResolutionReason | null): InputBlock {
  return {
    type: 'input',
    block_id: MANY_INPUTS.reason,
    label: plainText('Why are they resolved?', LIMITS.inputLabel),
    hint: plainText(
      '“Fixed at the source” and “Another reason” compare them first, up to 1,000 together.',
      LIMITS.inputLabel,
    ),
    element: select(
      MANY_INPUTS.reason,
      PERSON_REASONS.map((each) => option(REASON_LABELS[each], each)),
      reason,
    ),
  }
}

function noteInput(note: string): InputBlock {
  return {
    type: 'input',
    block_id: MANY_INPUTS.note,
    optional: true,
    label: plainText('Note', LIMITS.inputLabel),
    hint: plainText('Needed for “Another reason”.', LIMITS.inputLabel),
    element: {
      type: 'plain_text_input',
      action_id: MANY_INPUTS.note,
      multiline: true,
      max_length: LIMITS.noteText,
      ...(note === '' ? {} : { initial_value: note }),
    },
  }
}

function anywayInput(anyway: boolean): InputBlock {
  const still = option('Resolve anyway', 'anyway')
  return {
    type: 'input',
    block_id: MANY_INPUTS.anyway,
    optional: true,
    label: plainText('Those that still differ', LIMITS.inputLabel),
    element: {
      type: 'checkboxes',
      action_id: MANY_INPUTS.anyway,
      options: [still],
      ...(anyway ? { initial_options: [still] } : {}),
    },
  }
}

function select(actionId: string, options: PlainTextOption[], chosen: string | null) {
  const initial = options.find(({ value }) => value === chosen)
  return {
    type: 'static_select' as const,
    action_id: actionId,
    placeholder: plainText('Choose', LIMITS.placeholder),
    options,
    ...(initial ? { initial_option: initial } : {}),
  }
}

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text, emoji: true }, value }
}
