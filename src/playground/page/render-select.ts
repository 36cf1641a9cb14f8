import type { MultiSelect, Select, Option as SlackOption } from '@slack/types'
import type { InputValue } from '../blocks/read-state.ts'
import type { Model } from './model.ts'
import type { Option, OptionGroup } from './option-list.ts'
import type { Control } from './render-choice.ts'
import { renderPicker } from './render-picker.ts'
import type { Surface } from './surface.ts'
import { toast } from './toast.ts'

export type AnySelect = Select | MultiSelect

const MIN_QUERY = 3
const MOST = 100

/** What an app offered in each select, so that a value keeps its words when the select is drawn anew. */
const offered = new Map<string, Option>()

/** Every kind of select: the app's own options, options it looks up, people, channels, conversations. */
export function renderSelect(surface: Surface, blockId: string, element: AnySelect): Control {
  const several = element.type.startsWith('multi_')
  const most = 'max_selected_items' in element ? element.max_selected_items : undefined
  const choices = choicesOf(surface, blockId, element)
  const before = surface.remembered(blockId, String(element.action_id))
  const values = before === undefined ? initialOf(surface, element) : listOf(before)
  const known = [...choices.known, ...initialOptions(element)]
  const chosen = values.map((value) => {
    const option = known.find((each) => each.value === value)
    return option ?? offered.get(value) ?? { value, label: value }
  })
  return renderPicker({
    placeholder: element.placeholder?.text ?? choices.placeholder,
    chosen,
    most: several ? (most ?? MOST) : null,
    find: choices.find,
    hint: choices.hint,
  })
}

interface Choices {
  readonly placeholder: string
  readonly hint: string
  readonly known: readonly Option[]
  find(typed: string): Promise<readonly OptionGroup[]> | readonly OptionGroup[] | null
}

function choicesOf(surface: Surface, blockId: string, element: AnySelect): Choices {
  switch (element.type) {
    case 'external_select':
    case 'multi_external_select':
      return lookedUp(surface, { blockId, actionId: String(element.action_id) }, element.min_query_length)
    case 'users_select':
    case 'multi_users_select':
      return fixed([{ label: null, options: people(surface.model) }], 'Choose a person…')
    case 'static_select':
    case 'multi_static_select': {
      const groups = element.option_groups?.map((each) => ({
        label: each.label.text,
        options: each.options.map(optionOf),
      }))
      return fixed(groups ?? [{ label: null, options: (element.options ?? []).map(optionOf) }], 'Choose…')
    }
    case 'channels_select':
    case 'multi_channels_select':
      return fixed([{ label: null, options: channels(surface.model, ['public']) }], 'Choose a channel…')
    default: {
      const kinds = element.filter?.include ?? ['public', 'private', 'im']
      return fixed(conversations(surface.model, kinds), 'Choose a conversation…')
    }
  }
}

function fixed(groups: readonly OptionGroup[], placeholder: string): Choices {
  const fits = (typed: string) => (option: Option) =>
    option.label.toLowerCase().includes(typed.toLowerCase().replace(/^[#@]/, ''))
  return {
    placeholder,
    hint: '',
    known: groups.flatMap((each) => each.options),
    find: (typed) =>
      groups
        .map((each) => ({ ...each, options: each.options.filter(fits(typed)) }))
        .filter((each) => each.options.length > 0),
  }
}

function lookedUp(
  surface: Surface,
  place: { blockId: string; actionId: string },
  least: number = MIN_QUERY,
): Choices {
  return {
    placeholder: 'Search…',
    hint: `Type at least ${least} ${least === 1 ? 'character' : 'characters'}.`,
    known: [],
    find: (typed) => (typed.length < least ? null : ask(typed)),
  }

  async function ask(typed: string): Promise<OptionGroup[]> {
    const found = await surface.suggest({ ...place, value: typed })
    if (found.problem !== null) toast(found.problem)
    const options = (('options' in found ? found.options : undefined) ?? []) as readonly SlackOption[]
    const drawn = options.map(optionOf)
    for (const each of drawn) offered.set(each.value, each)
    return [{ label: null, options: drawn }]
  }
}

function people(model: Model): Option[] {
  return model.people().map(({ id, realName, title }) => ({ value: id, label: realName, detail: title }))
}

function channels(model: Model, kinds: readonly string[]): Option[] {
  const shown = [...model.conversations.values()].filter(
    (each) => !each.archived && kinds.includes(each.kind),
  )
  return shown.map(({ id, name }) => ({ value: id, label: `#${name}` }))
}

function conversations(model: Model, kinds: readonly string[]): OptionGroup[] {
  const direct = kinds.includes('im') ? people(model) : []
  return [
    { label: 'Channels', options: channels(model, kinds) },
    { label: 'People', options: direct },
  ].filter((each) => each.options.length > 0)
}

function optionOf({ text, value, description }: SlackOption): Option {
  const detail = description === undefined ? {} : { detail: description.text }
  return { value: value ?? '', label: text.text, ...detail }
}

function initialOptions(element: AnySelect): Option[] {
  if ('initial_option' in element && element.initial_option !== undefined)
    return [optionOf(element.initial_option)]
  return 'initial_options' in element ? (element.initial_options ?? []).map(optionOf) : []
}

function initialOf(surface: Surface, element: AnySelect): string[] {
  const options = initialOptions(element)
  if (options.length > 0) return options.map((each) => each.value)
  const facts = element as unknown as Readonly<Record<string, unknown>>
  const names = ['user', 'users', 'conversation', 'conversations', 'channel', 'channels']
  const initial = names.map((each) => facts[`initial_${each}`]).find((each) => each !== undefined)
  if (initial !== undefined) return listOf(initial as InputValue)
  return facts.default_to_current_conversation === true && surface.channel !== null ? [surface.channel] : []
}

function listOf(value: InputValue): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return value === null ? [] : [...value]
}
