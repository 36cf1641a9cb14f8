import type { Answered, Directory } from '../domain/directory.ts'
import type { Actor } from '../domain/discrepancy.ts'
import { Forbidden } from '../domain/forbidden.ts'
import {
  type Allowed,
  allowedBy,
  type Denial,
  isGroup,
  type PermittedAction,
  permissionFor,
  TOKEN,
  type Wish,
} from '../domain/permission.ts'
import type { Run } from '../domain/run.ts'
import type { Context } from './context.ts'

export interface Wanted {
  readonly actor: Actor
  readonly action: Wish
  /** By name. */
  readonly reconciliation: string
  /** In place of whom the config names for the action. */
  readonly allowed?: Allowed
}

type Asked = Pick<Context, 'settings' | 'directory' | 'log'>

/**
 * Why somebody may not do that now; null: they may. Only people in Slack and tokens are asked about: whoever is at the command
 * line has the database itself, and runs and timers do what the config says.
 */
export async function denialOf(context: Asked, { actor, ...wish }: Wanted): Promise<Denial | null> {
  if (actor.kind !== 'person' || (actor.surface !== 'slack' && actor.surface !== 'http')) return null
  const definition = context.settings.reconciliations.find(({ name }) => name === wish.reconciliation)
  const action = permissionFor(wish.action)
  const about = { action, title: definition?.title ?? wish.reconciliation }
  const allowed = wish.allowed ?? allowedBy(definition?.triage.may, action)
  if (allowed === 'nobody') return { ...about, because: 'nobody' }
  const who = allowed === 'everyone' ? [] : allowed
  if (actor.surface === 'http') return tokenDenial(actor.id, { ...about, who })
  const [standing, named] = await Promise.all([
    standingOf(context.directory, actor.id),
    allowed === 'everyone' ? null : isNamed(context.directory, actor.id, allowed),
  ])
  if ('unknown' in standing) {
    // Where nothing is restricted, Slack's trouble must not keep people from their work.
    if (named === null) return letPass(context, action, standing.unknown)
    return { ...about, because: 'unknown', who, reason: standing.unknown }
  }
  if (standing.known !== 'member') return { ...about, because: 'standing', standing: standing.known }
  if (named === null || named.is === true) return null
  if (named.unknown !== null) return { ...about, because: 'unknown', who, reason: named.unknown }
  return { ...about, because: 'not-named', who, gone: named.gone }
}

/** A token is no member of any group: a list lets it in by its own name only. */
function tokenDenial(
  name: string,
  { who, ...about }: Pick<Denial, 'action' | 'title'> & { readonly who: readonly string[] },
): Denial | null {
  if (who.length === 0 || who.includes(`${TOKEN}${name}`)) return null
  return { ...about, because: 'not-named', who, gone: [] }
}

/** Throws `forbidden` where somebody may not do that now. */
export async function refuseForbidden(context: Asked, wanted: Wanted): Promise<void> {
  const denial = await denialOf(context, wanted)
  if (denial !== null) throw new Forbidden(denial)
}

/** Who is behind a run: one that somebody asked for in Slack, or by a token, says so by its trigger. */
export function whoAsks({ trigger, requestedBy: id }: Pick<Run, 'trigger' | 'requestedBy'>): Actor {
  if (trigger === 'slash') return { kind: 'person', id, surface: 'slack' }
  if (trigger === 'http') return { kind: 'person', id, surface: 'http' }
  return { kind: 'timer', id, surface: 'timer' }
}

const NO_DIRECTORY = { unknown: 'this process has no connection to Slack' } as const

async function standingOf(directory: Directory | undefined, user: string) {
  return (await directory?.standingOf(user)) ?? NO_DIRECTORY
}

/** Is somebody one of those, or in one of their groups? Whatever group cannot be looked up, another may have them. */
async function isNamed(directory: Directory | undefined, user: string, who: readonly string[]) {
  const groups = who.filter(isGroup)
  const looked = who.includes(user)
    ? []
    : await Promise.all(
        groups.map(async (group): Promise<Answered<ReadonlySet<string> | null>> => {
          return (await directory?.membersOf(group)) ?? NO_DIRECTORY
        }),
      )
  const unknown = looked.find((answer) => 'unknown' in answer)
  return {
    is: who.includes(user) || looked.some((answer) => 'known' in answer && answer.known?.has(user)),
    gone: groups.filter((_, index) => {
      const answer = looked[index]
      return answer !== undefined && 'known' in answer && answer.known === null
    }),
    unknown: unknown?.unknown ?? null,
  }
}

function letPass({ log, directory }: Asked, action: PermittedAction, reason: string): null {
  if (directory) log.warn({ action, reason }, 'Slack does not say who is a guest, so everyone may act')
  return null
}
