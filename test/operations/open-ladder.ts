import type { Answered, Directory } from '../../src/domain/directory.ts'
import type { Ladder, LadderCall, Targets } from '../../src/domain/ladder.ts'
import type { Standing } from '../../src/domain/permission.ts'
import type { Reconciliation } from '../../src/domain/reconciliation.ts'
import { climbLadders } from '../../src/operations/climb-ladders.ts'
import { tellBreaches } from '../../src/operations/tell-breaches.ts'
import { listEvents } from '../../src/store/events.ts'
import { findLadder } from '../../src/store/ladders.ts'
import type { TrackerServer } from '../support/tracker-server.ts'
import { type Lifecycle, openLifecycle } from './open-lifecycle.ts'

/** Who is who in Slack, as the test says; what it does not say is a member, and no group. */
export interface Workspace {
  readonly people: Record<string, Standing>
  readonly groups: Record<string, readonly string[] | null>
  /** Slack does not answer. */
  isAway: boolean
}

export interface LadderLife extends Lifecycle {
  readonly workspace: Workspace
  rules(changes: Partial<Reconciliation['triage']>): void
  climb(): Promise<number>
  breach(): Promise<number>
  ladder(): Promise<NonNullable<Awaited<ReturnType<typeof findLadder>>>>
  /** What `called` and `breached` say, oldest first. */
  said(): Promise<object[]>
}

export const step = (minutes: number, call: LadderCall) => ({ afterSeconds: minutes * 60, call })
export const mention = (who: string): LadderCall => ({ kind: 'mention', who })

/** Mentions after 15 minutes, writes after 30; twice. */
export const LADDER: Ladder = {
  from: 'escalated',
  severities: ['high'],
  steps: [step(15, mention('S0ONCALL1')), step(30, { kind: 'dm', who: 'U0ADA' })],
  repeat: 1,
}

/** A lifecycle whose reconciliation has this ladder; its discrepancy #1 stands there from before it had. */
export async function openLadder(
  server: TrackerServer,
  { ladder = LADDER, targets }: { readonly ladder?: Ladder; readonly targets?: Targets } = {},
): Promise<LadderLife> {
  const life = await openLifecycle(server)
  const workspace: Workspace = { people: {}, groups: { S0ONCALL1: ['U0ADA', 'U0BEN'] }, isAway: false }
  const { context } = life
  const [customers] = context.settings.reconciliations
  const rules = (triage: Partial<Reconciliation['triage']>) => {
    const settings = {
      ...context.settings,
      reconciliations: [{ ...customers!, triage: { ...customers!.triage, ...triage } }],
    }
    Object.assign(context, { settings, directory: directoryOf(workspace) })
  }
  rules({ ladder, ...(targets ? { targets } : {}) })
  return {
    ...life,
    workspace,
    rules,
    climb: () => climbLadders(context),
    breach: () => tellBreaches(context),
    ladder: async () => (await findLadder(context.db, 1))!,
    said: async () =>
      (await listEvents(context.db, 1)).flatMap(({ kind, details }) =>
        kind === 'called' || kind === 'breached' ? [details ?? {}] : [],
      ),
  }
}

function directoryOf(workspace: Workspace): Directory {
  const answer = <Known>(known: Known): Answered<Known> =>
    workspace.isAway ? { unknown: 'Slack took too long' } : { known }
  return {
    standingOf: async (user) => answer(workspace.people[user] ?? 'member'),
    zoneOf: async () => null,
    membersOf: async (group) => {
      const members = workspace.groups[group]
      return answer(members ? new Set(members) : null)
    },
    idOf: async (group) => answer(workspace.groups[group] ? group : null),
  }
}
