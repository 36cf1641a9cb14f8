import type { InputBlock, KnownBlock, PlainTextOption } from '@slack/types'
import { SNOOZE_PRESETS, type SnoozePreset } from '../../domain/snooze-preset.ts'
import { LIMITS } from '../limits.ts'
import { plainText } from './blocks.ts'
import { noteInput } from './note-input.ts'
import type { TriageWindow } from './triage-window.ts'
import { visible } from './visible.ts'

/** Block and action ids: where the answers are in the submitted state. */
export const SNOOZE_INPUTS = { preset: 'until', at: 'at' } as const

const LABELS: Readonly<Record<SnoozePreset, string>> = {
  hour: '1 hour',
  'half-day': '4 hours',
  day: '1 day',
  tomorrow: 'Until tomorrow, 9:00',
  monday: 'Until next Monday, 9:00',
  week: '1 week',
  change: 'Until its values change',
}

/** Until when nobody wants to hear of it. Enter alone is a day. */
export function snoozeInputs({ zone, answers }: TriageWindow): KnownBlock[] {
  return [
    presetInput(zone, answers.preset),
    atInput(answers.at),
    noteInput(
      { label: 'Why?', hint: 'Needed for more than 30 days. It stands in the history.' },
      answers.note,
    ),
  ]
}

function presetInput(zone: TriageWindow['zone'], chosen: string | undefined): InputBlock {
  const options = SNOOZE_PRESETS.map((preset): PlainTextOption => presetOption(preset, zone))
  const initial = options.find(({ value }) => value === (chosen ?? 'day'))
  return {
    type: 'input',
    block_id: SNOOZE_INPUTS.preset,
    label: plainText('Until when?', LIMITS.inputLabel),
    hint: plainText('It ends early if its values change.', LIMITS.inputLabel),
    element: {
      type: 'radio_buttons',
      action_id: SNOOZE_INPUTS.preset,
      options,
      ...(initial ? { initial_option: initial } : {}),
    },
  }
}

function presetOption(preset: SnoozePreset, { name, isTheirs }: TriageWindow['zone']): PlainTextOption {
  const isByClock = preset === 'tomorrow' || preset === 'monday'
  const whose = isTheirs ? `your time, ${visible(name)}` : `by the clocks of ${visible(name)}`
  return {
    text: plainText(LABELS[preset], LIMITS.optionText),
    value: preset,
    ...(isByClock ? { description: plainText(whose, LIMITS.optionText) } : {}),
  }
}

function atInput(at: number | undefined): InputBlock {
  return {
    type: 'input',
    block_id: SNOOZE_INPUTS.at,
    optional: true,
    label: plainText('Or until a day and time', LIMITS.inputLabel),
    hint: plainText('If you choose one, it counts instead of the above.', LIMITS.inputLabel),
    element: {
      type: 'datetimepicker',
      action_id: SNOOZE_INPUTS.at,
      ...(at === undefined ? {} : { initial_date_time: at }),
    },
  }
}
