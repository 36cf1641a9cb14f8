import type { HomePage } from '../../messages/home-page.ts'

/** One version of somebody's Home tab: Slack's hash of it, and what it showed. */
export interface ShownHome {
  readonly hash: string
  readonly page: HomePage | null
}

/** The Home tabs that this process published. */
export interface ShownHomes {
  /** Does what is asked for a person one after the other, so that what was read first is not shown last. */
  inTurn(user: string, work: () => Promise<void>): Promise<void>
  /** The last versions that a person was shown, oldest first. */
  of(user: string): readonly ShownHome[]
  remember(user: string, shown: ShownHome): void
}

/** More is no help: what is forgotten costs one call to Slack. */
const PEOPLE = 1_000
const VERSIONS = 5

export function openShownHomes(): ShownHomes {
  const shown = new Map<string, readonly ShownHome[]>()
  const turns = new Map<string, Promise<void>>()
  return {
    async inTurn(user, work) {
      const mine = (turns.get(user) ?? Promise.resolve()).then(work)
      // Whoever asked is told of a failure; whoever comes next is not held up by it.
      const ended = mine.catch(() => {})
      turns.set(user, ended)
      try {
        await mine
      } finally {
        if (turns.get(user) === ended) turns.delete(user)
      }
    },
    of: (user) => shown.get(user) ?? [],
    remember(user, version) {
      const versions = [...(shown.get(user) ?? []), version].slice(-VERSIONS)
      // Last in the map is who was shown something last.
      shown.delete(user)
      shown.set(user, versions)
      const [longestAgo] = shown.keys()
      if (shown.size > PEOPLE && longestAgo !== undefined) shown.delete(longestAgo)
    },
  }
}
