import { calledOf } from '../domain/called-of.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'

/** What of a workspace a config speaks of, each once. */
export interface NamedInConfig {
  /** Without `#`; an id as it is. */
  readonly channels: readonly string[]
  /** Ids of people. */
  readonly people: readonly string[]
  /** Groups: handles without `@`, or ids. */
  readonly groups: readonly string[]
}

/** Channels, people and groups that reconciliations tell, call or allow something. */
export function namedInConfig(
  reconciliations: readonly Pick<Reconciliation, 'notify' | 'triage' | 'remedies'>[],
): NamedInConfig {
  const channels = reconciliations.flatMap(({ notify }) => [notify.channel, notify.digestChannel])
  const called = reconciliations.flatMap((each) => [...calledOf(each), ...peopleWhoMay(each)])
  const names = called.map((target) => target.replace(/^<[@!](?:subteam\^)?([^|>]+).*>$/, '$1'))
  return {
    channels: once(present(channels).map((channel) => channel.replace(/^#/, ''))),
    people: once(names.filter((name) => PERSON.test(name))),
    groups: once(names.filter((name) => isGroup(name)).map((name) => name.replace(/^@/, ''))),
  }
}

function peopleWhoMay({
  triage: { may = {} },
  remedies = [],
}: Pick<Reconciliation, 'triage' | 'remedies'>): readonly string[] {
  const said = [...Object.values(may), ...remedies.map(({ approve }) => approve)]
  return said.flatMap((allowed) => (typeof allowed === 'string' ? [] : allowed))
}

const PERSON = /^[UW][A-Z0-9]{2,}$/

/** `@here` and its like are everybody, not a group. */
function isGroup(name: string): boolean {
  return !PERSON.test(name) && !/^@?(here|channel|everyone)$/.test(name)
}

function present(words: readonly (string | null)[]): string[] {
  return words.filter((word) => word !== null)
}

function once(words: readonly string[]): readonly string[] {
  return [...new Set(words)]
}
