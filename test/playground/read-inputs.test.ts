import { describe, expect, it } from 'vitest'
import { checkInput } from '../../src/playground/blocks/check-input.ts'
import { type InputValue, readState } from '../../src/playground/blocks/read-state.ts'
import { container, input, option, options, richText } from './block-samples.ts'

const asking = (element: object, facts: object = {}) => [
  { block_id: 'b', ...input({ element: { action_id: 'a', ...element }, ...facts }) },
]
const stateOf = (element: object, value?: InputValue) => {
  const state = readState(asking(element), value === undefined ? {} : { b: { a: value } })
  return (state.b as { a: object }).a
}
const errorOf = (element: object, value: InputValue, facts: object = {}) => {
  const blocks = asking(element, facts)
  return checkInput(blocks, readState(blocks, { b: { a: value } })).b ?? null
}

describe('what people enter is sent as Slack sends it', () => {
  const entered: [element: object, value: InputValue, state: object][] = [
    [{ type: 'plain_text_input' }, 'x', { value: 'x' }],
    [{ type: 'plain_text_input' }, '', { value: null }],
    [{ type: 'email_text_input' }, 'a@b.io', { value: 'a@b.io' }],
    [{ type: 'url_text_input' }, 'https://a.io', { value: 'https://a.io' }],
    [{ type: 'number_input' }, '1.5', { value: '1.5' }],
    [{ type: 'datepicker' }, '2026-11-02', { selected_date: '2026-11-02' }],
    [{ type: 'timepicker' }, '10:00', { selected_time: '10:00' }],
    [{ type: 'datetimepicker' }, '1762000000', { selected_date_time: 1_762_000_000 }],
    [{ type: 'users_select' }, 'U1', { selected_user: 'U1' }],
    [{ type: 'multi_users_select' }, ['U1', 'U2'], { selected_users: ['U1', 'U2'] }],
    [{ type: 'multi_channels_select' }, [], { selected_channels: [] }],
    [{ type: 'multi_conversations_select' }, ['C1'], { selected_conversations: ['C1'] }],
    [{ type: 'static_select', options: options(2) }, 'v1', { selected_option: option({ value: 'v1' }) }],
    [{ type: 'static_select', options: options(2) }, 'v9', { selected_option: null }],
    [
      { type: 'checkboxes', options: options(2) },
      ['v1', 'v9'],
      { selected_options: [option({ value: 'v1' })] },
    ],
    [{ type: 'rich_text_input' }, 'x', { rich_text_value: richText('x') }],
    [{ type: 'file_input' }, null, { files: [] }],
  ]
  it.each(entered)('%o with %o', (element, value, state) => {
    expect(stateOf(element, value)).toEqual({
      ...('type' in element ? { type: element.type } : {}),
      ...state,
    })
  })

  const untouched: [element: object, state: object][] = [
    [{ type: 'multi_users_select', initial_users: ['U1'] }, { selected_users: ['U1'] }],
    [{ type: 'datetimepicker', initial_date_time: 1_762_000_000 }, { selected_date_time: 1_762_000_000 }],
    [{ type: 'rich_text_input', initial_value: richText('x') }, { rich_text_value: richText('x') }],
    [{ type: 'external_select', initial_option: option() }, { selected_option: option() }],
    [{ type: 'multi_external_select', initial_options: [option()] }, { selected_options: [option()] }],
    [{ type: 'number_input' }, { value: null }],
  ]
  it.each(untouched)('%o as it was at first', (element, state) => {
    expect(stateOf(element)).toMatchObject(state)
  })

  it('in a container too', () => {
    const blocks = [container({ child_blocks: asking({ type: 'plain_text_input' }) })]
    expect(readState(blocks, { b: { a: 'x' } })).toEqual({
      b: { a: { type: 'plain_text_input', value: 'x' } },
    })
    expect(Object.keys(checkInput(blocks, readState(blocks, {})))).toEqual(['b'])
  })
})

describe('what the window itself refuses', () => {
  const wrong: [element: object, good: InputValue, bad: InputValue, says: string][] = [
    [{ type: 'email_text_input' }, 'a@b.io', 'a@b', 'This is not an email address.'],
    [{ type: 'url_text_input' }, 'https://a.io', 'a.io', 'This is not a URL.'],
    [{ type: 'number_input', is_decimal_allowed: true }, '-1.5', 'x', 'This is not a number.'],
    [{ type: 'number_input', is_decimal_allowed: false }, '2', '1.5', 'This must be a whole number.'],
    [{ type: 'number_input', min_value: '2' }, '2', '1', 'This must be at least 2.'],
    [{ type: 'number_input', max_value: '2' }, '2', '3', 'This can be at most 2.'],
    [{ type: 'plain_text_input', min_length: 2 }, '🔴🔴', '🔴', 'This needs at least 2 characters.'],
    [{ type: 'plain_text_input', max_length: 2 }, '🔴🔴', '🔴🔴🔴', 'This can have at most 2 characters.'],
    [
      { type: 'multi_users_select', max_selected_items: 1 },
      ['U1'],
      ['U1', 'U2'],
      'You can choose at most 1.',
    ],
    [{ type: 'datepicker' }, '2026-11-02', '', 'Please complete this required field.'],
    [{ type: 'rich_text_input' }, 'x', '', 'Please complete this required field.'],
    [{ type: 'multi_channels_select' }, ['C1'], [], 'Please complete this required field.'],
  ]
  it.each(wrong)('%o takes %o, not %o', (element, good, bad, says) => {
    expect(errorOf(element, good)).toBeNull()
    expect(errorOf(element, bad)).toBe(says)
  })

  it('nothing where nothing is needed', () => {
    expect(errorOf({ type: 'file_input' }, null, { optional: true })).toBeNull()
    expect(errorOf({ type: 'email_text_input' }, '', { optional: true })).toBeNull()
  })
})
