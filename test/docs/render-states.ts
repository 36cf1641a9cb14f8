import { STATUSES, type Status } from '../../src/domain/discrepancy.ts'
import type { Told } from '../../src/domain/outbox.ts'
import { TRANSITIONS, type Transition, type TransitionAction } from '../../src/tracker/transitions.ts'

const ACTIONS = Object.entries(TRANSITIONS) as [TransitionAction, Transition][]

/** The states and what leads from one to another, as Mermaid draws it. What leaves the status as it is stands in the table. */
export function renderDiagram(): string {
  const arrows = STATUSES.flatMap((from) =>
    STATUSES.flatMap((to) => {
      const names = ACTIONS.filter(([, transition]) => leadsTo(transition, from) === to && from !== to)
      return names.length === 0 ? [] : [`    ${from} --> ${to}: ${names.map(([name]) => name).join(', ')}`]
    }),
  )
  return ['```mermaid', 'stateDiagram-v2', '    [*] --> new: open', ...arrows, '```'].join('\n')
}

/** Every transition: who may cause it, from where to where, what must be so besides, and what Slack is told. */
export function renderTable(): string {
  const rows = ACTIONS.map(([name, transition]) => {
    const { by, means, only } = transition
    const from = `${fromText(transition)}${only ? `, while ${only.when}` : ''}`
    return `| \`${name}\` | ${by.join(', ')} | ${from} | ${toText(transition)} | ${toldText(transition)} | ${means} |`
  })
  return [
    '| transition | by | from | to | told | means |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function leadsTo({ from }: Transition, status: Status): Status | 'as before' | null {
  const decision = from[status]
  return 'to' in decision ? decision.to : null
}

function fromText(transition: Transition): string {
  const all = STATUSES.filter((status) => leadsTo(transition, status) !== null)
  return all.length === STATUSES.length ? 'any' : all.join(', ')
}

function toText(transition: Transition): string {
  const moves = STATUSES.flatMap((status) => {
    const to = leadsTo(transition, status)
    return to === null ? [] : to === status ? 'unchanged' : to
  })
  return [...new Set(moves)].join(', ')
}

const WORDS: Readonly<Record<Told, string>> = {
  nothing: 'nothing',
  copies: 'copies',
  'copies-and-thread': 'copies, thread',
  'card-and-thread': 'card, thread',
}

function toldText({ from }: Transition): string {
  const told = STATUSES.flatMap((status) => {
    const decision = from[status]
    return 'to' in decision ? [[WORDS[decision.tells], status] as const] : []
  })
  const words = [...new Set(told.map(([word]) => word))]
  if (words.length === 1) return words[0]!
  return words
    .map((word) => `${word} (${told.flatMap(([each, status]) => (each === word ? status : [])).join(', ')})`)
    .join('; ')
}
