import type { Denial, PermittedAction } from './permission.ts'

/** How it is written where the sentence is read. */
interface Wording {
  /** A person or a group. */
  readonly name: (who: string) => string
  /** Words of others. */
  readonly words: (text: string) => string
}

/** Why somebody may not do that, and who may. */
export function describeDenial(denial: Denial, { name, words }: Wording): string {
  const wish = `${WISHES[denial.action]} in ${words(denial.title)}`
  switch (denial.because) {
    case 'nobody':
      return `Nobody may ${wish}: the config names nobody for it (triage.${denial.action}).`
    case 'standing':
      return `${STANDINGS[denial.standing]}: only full members of this workspace may ${wish}.`
    case 'not-named': {
      const gone = denial.gone.map((group) => ` Slack has no active group ${name(group)}.`).join('')
      return `Only ${listNames(denial.who, name)} may ${wish}.${gone} Ask one of them, or whoever keeps the config.`
    }
    case 'unknown':
      return `Slack could not say whether you may ${wish} (${words(denial.reason)}), so nothing was done. ${whatNow(denial, name)}`
  }
}

const WISHES: Readonly<Record<PermittedAction, string>> = {
  acknowledge: 'acknowledge',
  resolve: 'resolve',
  escalate: 'escalate',
  snooze: 'snooze',
  assign: 'assign',
  note: 'write notes',
  undo: 'undo',
  reopen: 'reopen',
  run: 'start comparisons',
  pause: 'pause or resume the schedule',
  accept: 'accept or discard held runs',
  fix: 'apply remedies',
  reveal: 'reveal values',
  report: 'get reports',
}

const STANDINGS = {
  guest: 'Guests may look and not act',
  stranger: 'People of other workspaces may look and not act',
  deactivated: 'This account is deactivated',
  bot: 'Bots may look and not act',
} as const

function whatNow({ who }: Extract<Denial, { because: 'unknown' }>, name: (who: string) => string): string {
  const ask = who.length === 0 ? 'somebody who runs Counterfoil' : listNames(who, name)
  return `Try again in a minute, or ask ${ask}.`
}

/** `@finance`, `@finance and Ann`; beyond six they are counted. */
function listNames(who: readonly string[], name: (who: string) => string): string {
  const shown = who.length > 6 ? who.slice(0, 5) : who
  const names = shown.map(name)
  if (shown.length < who.length) return `${names.join(', ')} and ${who.length - shown.length} more`
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
