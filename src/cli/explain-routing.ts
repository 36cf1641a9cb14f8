import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Settings } from '../domain/settings.ts'
import type { RoutingExplanation } from '../operations/explain-routing.ts'
import { noTracker, withReadOnlyTracker } from './open-context.ts'
import type { Shell } from './open-shell.ts'
import { formatRouting } from './output/format-routing.ts'

interface Asked {
  /** JSON of a finding, or a number. */
  readonly what: string
  /** Name of its reconciliation. */
  readonly of?: string
}

/** Prints where a finding goes, and why. Only for a number it opens the tracker, which it reads. */
export async function explainRouting(shell: Shell, settings: Settings, asked: Asked): Promise<void> {
  const number = /^#?(\d{1,15})$/.exec(asked.what.trim())?.[1]
  const explanation = await (number === undefined
    ? explainJson(settings, asked)
    : explainNumber(settings, Number(number), asked))
  await shell.print([formatRouting(explanation, shell.format)])
}

async function explainJson(settings: Settings, { what, of }: Asked): Promise<RoutingExplanation> {
  const { explainWritten } = await import('../operations/explain-routing.ts')
  const said = readJson(what)
  return explainWritten(await chosen(settings, of), said)
}

async function explainNumber(settings: Settings, number: number, { of }: Asked): Promise<RoutingExplanation> {
  const { explainKnown } = await import('../operations/explain-routing.ts')
  const explanation = await withReadOnlyTracker(
    async (readTracker) => await explainKnown(settings, number, { readTracker, none: noTracker }),
  )
  if (!explanation) throw new CounterfoilError('not-found', `There is no discrepancy #${number}`)
  const { name } = explanation.reconciliation
  if (of === undefined || of === name) return explanation
  throw new CounterfoilError(
    'usage',
    `--of: #${number} is one of "${name}": write --of ${name}, or leave it out`,
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CounterfoilError(
      'usage',
      '--explain: what follows is neither a number nor JSON: write 1042, or \'{"kind":"missing","missingFrom":["billing"]}\' in single quotes',
    )
  }
}

async function chosen(settings: Settings, name: string | undefined): Promise<Reconciliation> {
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  if (name !== undefined) return findReconciliation(settings, name)
  const [only, ...others] = settings.reconciliations
  if (only && others.length === 0) return only
  const names = settings.reconciliations.map((each) => each.name).join(', ')
  throw new CounterfoilError(
    'usage',
    `--explain: the config has several reconciliations: write --of and one of ${names}`,
  )
}
