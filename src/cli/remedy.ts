import { userInfo } from 'node:os'
import { Argument, Command } from 'commander'
import type { Actor } from '../domain/discrepancy.ts'
import { CounterfoilError } from '../domain/errors.ts'
import type { RemedySwitchWord } from '../operations/set-remedy-state.ts'
import { withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatAttempts, formatRemedies } from './output/format-remedies.ts'

const EXAMPLES = `
Actions:
  list       every remedy, of NAME or of all: on, off or automatic, and what it did in the last seven days
  show       one of them
  attempts   the last attempts of one, newest first
  on         it can be applied again; its failures count from the beginning
  off        nobody can apply it
  auto       it is applied after each run without asking; only after as many approved successes as the config says (autoAfter)
  manual     it is applied only when somebody approves it

Examples:
  $ counterfoil remedy list
  $ counterfoil remedy show customers copy_email
  $ counterfoil remedy auto customers copy_email --by ann
  $ counterfoil remedy attempts customers copy_email --format json`

const ACTIONS = ['list', 'show', 'attempts', 'on', 'off', 'auto', 'manual'] as const
type Action = (typeof ACTIONS)[number]

interface Asked {
  readonly action: Action
  readonly name: string | undefined
  readonly remedy: string | undefined
  readonly by: string | undefined
}

/** `counterfoil remedy ACTION [NAME] [REMEDY]` */
export function remedyCommand(): Command {
  return new Command('remedy')
    .description('Lists the remedies of the config and what they did, and switches them.')
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .argument('[name]', 'reconciliation')
    .argument('[remedy]', 'remedy of it')
    .option('--by <name>', 'who does it (default: the login name)')
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, action: Action, name?: string, remedy?: string) {
      const { by } = this.opts<{ by?: string }>()
      await obey(openShell(this), { action, name, remedy, by })
    })
}

async function obey(shell: Shell, asked: Asked): Promise<void> {
  const { action, name } = asked
  if (action === 'list') return await printList(shell, name ?? null, asked.remedy ?? null)
  const named = namedBy(asked)
  if (action === 'show') return await printList(shell, named.reconciliation, named.remedy)
  if (action === 'attempts') return await printAttempts(shell, named)
  await switchTo(shell, { ...named, to: action === 'manual' ? 'person' : action, actor: actorOf(asked.by) })
}

type Named = { readonly reconciliation: string; readonly remedy: string }

function namedBy({ action, name, remedy }: Asked): Named {
  if (name !== undefined && remedy !== undefined) return { reconciliation: name, remedy }
  throw new CounterfoilError(
    'usage',
    `${action} needs a reconciliation and a remedy of it: write counterfoil remedy ${action} customers copy_email`,
  )
}

async function printList(shell: Shell, name: string | null, remedy: string | null): Promise<void> {
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  const { findRemedy } = await import('../operations/plan-remedies.ts')
  const { listRemedies } = await import('../operations/list-remedies.ts')
  const seen = await withTracker(shell, async (context) => {
    const definition = name === null ? null : findReconciliation(context.settings, name)
    if (definition && remedy !== null) findRemedy(definition, remedy)
    const all = await listRemedies(context, name)
    return remedy === null ? all : all.filter((each) => each.remedy.name === remedy)
  })
  await shell.print(formatRemedies(seen, shell.format))
}

async function printAttempts(shell: Shell, { reconciliation, remedy }: Named): Promise<void> {
  const { listAttemptsOfRemedy } = await import('../operations/list-remedies.ts')
  const attempts = await withTracker(shell, (context) =>
    listAttemptsOfRemedy(context, { reconciliation, remedy }),
  )
  await shell.print(formatAttempts(attempts, shell.format))
}

async function switchTo(shell: Shell, wish: Named & { to: RemedySwitchWord; actor: Actor }): Promise<void> {
  const { setRemedyState } = await import('../operations/set-remedy-state.ts')
  const switched = await withTracker(shell, (context) => setRemedyState(context, wish))
  if ('refused' in switched) throw new CounterfoilError('refused', switched.refused)
  await printList(shell, wish.reconciliation, wish.remedy)
}

function actorOf(by: string | undefined): Actor {
  if (by?.trim() === '')
    throw new CounterfoilError(
      'usage',
      '--by is empty: write who does it, or leave it out for your login name',
    )
  return { kind: 'person', id: by?.trim() ?? userInfo().username, surface: 'cli' }
}
