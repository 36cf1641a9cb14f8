import type { ContextBlock, InputBlock, KnownBlock, PlainTextOption } from '@slack/types'
import { describeDenial } from '../../domain/describe-denial.ts'
import { PERSON_REASONS, type ResolutionReason } from '../../domain/discrepancy.ts'
import { MANY_ACTIONS } from '../../domain/many-result.ts'
import type { Denial } from '../../domain/permission.ts'
import { LIMITS } from '../limits.ts'
import { context, plainText } from './blocks.ts'
import { MANY_INPUTS, type ManyAnswers, type ManyChoice } from './many-answers.ts'
import { mention, plain } from './mrkdwn.ts'
import { type ManyRows, manyRows } from './triage-many-rows.ts'
import { REASON_LABELS } from './words.ts'

const ACTION_LABELS: Readonly<Record<ManyChoice, string>> = {
  acknowledge: 'Acknowledge',
  resolve: 'Resolve',
  escalate: 'Escalate',
  snooze: 'Snooze',
  assign: 'Assign',
  fix: 'Fix…',
}

/** What to do, what that needs, and with which ones. */
export function manyInputs(view: ManyRows & { readonly denials: readonly Denial[] }): KnownBlock[] {
  const { answers, denials, reconciliation } = view
  const actions: readonly ManyChoice[] = [
    ...MANY_ACTIONS,
    ...(reconciliation.remedies?.length ? (['fix'] as const) : []),
  ]
  return [
    {
      type: 'input',
      block_id: MANY_INPUTS.action,
      dispatch_action: true,
      label: plainText('What to do', LIMITS.inputLabel),
      element: select(
        MANY_INPUTS.action,
        actions.map((action) => option(ACTION_LABELS[action], action)),
        answers.action,
      ),
    },
    ...denialBlocks(denials, answers.action),
    ...(answers.action === null ? [] : NEEDS[answers.action](answers)),
    ...manyRows(view),
  ]
}

/** Whoever may not do it should know before they choose what. What Slack could not say is told when it is asked for. */
function denialBlocks(denials: readonly Denial[], action: ManyChoice | null): ContextBlock[] {
  const known = denials.filter(({ because }) => because !== 'unknown')
  const told = action === null ? known : known.filter((denial) => denial.action === action)
  // A guest may do none of them, for one reason.
  const standing = told.find(({ because }) => because === 'standing')
  const sentences = (standing ? [standing] : told).map((denial) =>
    describeDenial(denial, { name: mention, words: plain }),
  )
  return sentences.length === 0 ? [] : [context(sentences.map((sentence) => `🔒 ${sentence}`).join('\n'))]
}

const NEEDS: Readonly<Record<ManyChoice, (answers: ManyAnswers) => InputBlock[]>> = {
  acknowledge: () => [],
  escalate: () => [],
  fix: () => [],
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
