import { userInfo } from 'node:os'
import { Command, Option } from 'commander'
import { CounterfoilError } from '../domain/errors.ts'
import { parseScope } from '../domain/parse-scope.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Scope } from '../domain/scope.ts'
import { acceptHeld, discardHeld } from './decide-held.ts'
import { dryRun, STAGES, type Stage } from './dry-run.ts'
import { loadConfig, readContext, withTracker } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'

import { printRun } from './print-run.ts'
import { printRunElsewhere } from './print-run-elsewhere.ts'
import { readKey } from './read-key.ts'
import { collect } from './read-list.ts'
import { startProgress } from './start-progress.ts'

const EXAMPLES = `
Examples:
  $ counterfoil run customers
  $ counterfoil run customers --key 1042 --key 1043
  $ counterfoil run customers --changed-only
  $ counterfoil run customers --accept 3f2a9c1e
  $ counterfoil run customers --dry-run plan
  $ counterfoil run customers --dry-run changes
  $ counterfoil run customers --dry-run messages --format json
  $ counterfoil run payments --from 2026-11-01 --to 2026-11-07 --format ndjson`

interface Options {
  readonly key?: readonly string[]
  readonly from?: string
  readonly to?: string
  readonly changedOnly?: boolean
  readonly hints?: boolean
  readonly restart?: boolean
  readonly deep?: boolean
  readonly dryRun?: Stage
  readonly accept?: string
  readonly discard?: string
}

/** `counterfoil run NAME` */
export function runCommand(): Command {
  return new Command('run')
    .description(
      'Runs a reconciliation of the config: what it finds is remembered, what agrees now is resolved.',
    )
    .argument('<name>', 'a reconciliation of the config')
    .option('--key <key>', 'only this record; parts of a key with a slash between: eu/7', collect)
    .option('--from <day>', 'only records dated on this day or later: 2026-11-01')
    .option('--to <day>', 'only records dated on this day or earlier')
    .option(
      '--changed-only',
      'only what changed since the last run, and what is open; needs updatedAt on every side',
    )
    .option('--hints', 'say what else the records of a pattern have in common; takes longer')
    .option('--deep', 'read every record, also where candidates says that checksums are enough')
    .option('--restart', 'begin at the beginning, also where the budget stopped the run before')
    .option(
      '--accept <run>',
      'compare again, and remember what held that run: its id, or the beginning of it',
    )
    .option('--discard <run>', 'leave everything as it was before that held run')
    .addOption(
      new Option('--dry-run <stage>', 'print one stage of the run; nothing is remembered or sent').choices(
        STAGES,
      ),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: Options, command: Command) => {
      process.exitCode = await run(openShell(command), name, options)
    })
}

async function run(shell: Shell, name: string, options: Options): Promise<number> {
  refuseHalfRange(options)
  refuseChangedWith(options)
  refuseRestartWith(options)
  refuseDecidingWith(options)
  if (options.dryRun) return await printStage(shell, name, { ...options, dryRun: options.dryRun })
  if (options.accept !== undefined) return await acceptHeld(shell, name, options.accept)
  if (options.discard !== undefined) return await discardHeld(shell, name, options.discard)
  const { joinOrRun } = await import('../operations/join-or-run.ts')
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  const { findPause } = await import('../operations/pause-schedule.ts')
  return await withTracker(shell, async (context) => {
    const reconciliation = findReconciliation(context.settings, name)
    if (await findPause(context, name))
      shell.tell(`the schedule of "${name}" is paused; this run is made all the same`)
    const progress = startProgress()
    const telling = { ...context, onWait: progress.wait }
    const outcome = await joinOrRun(telling, {
      name,
      scope: readScope(reconciliation, options, context.now()),
      trigger: 'cli',
      requestedBy: userInfo().username,
      onProgress: progress.show,
      findHints: options.hints === true,
      restart: options.restart === true,
      deep: options.deep === true,
    }).finally(progress.clear)
    const changedOnly = options.changedOnly === true
    if (outcome.comparison === null) return await printRunElsewhere(shell, reconciliation, outcome)
    return await printRun(shell, { context, reconciliation, outcome, changedOnly })
  })
}

async function printStage(shell: Shell, name: string, options: Options & { dryRun: Stage }): Promise<number> {
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  const settings = await loadConfig(shell)
  const reconciliation = findReconciliation(settings, name)
  const context = readContext(shell, settings)
  const scope = readScope(reconciliation, options, context.now())
  return await dryRun(shell, context, { reconciliation, scope, stage: options.dryRun })
}

function refuseHalfRange({ key, from, to }: Options): void {
  if ((from === undefined) !== (to === undefined)) {
    throw new CounterfoilError(
      'usage',
      '--from and --to go together: write --from 2026-11-01 --to 2026-11-07',
    )
  }
  if (key && from !== undefined) {
    throw new CounterfoilError('usage', '--key and --from do not go together: write one or the other')
  }
}

function refuseChangedWith({ changedOnly, key, from, dryRun }: Options): void {
  if (!changedOnly) return
  const other = key ? '--key' : from !== undefined ? '--from' : dryRun !== undefined ? '--dry-run' : null
  if (other === null) return
  const why = other === '--dry-run' ? ', because a dry run compares everything, a key or some days' : ''
  throw new CounterfoilError(
    'usage',
    `--changed-only and ${other} do not go together${why}: write one of them`,
  )
}

function refuseRestartWith({ restart, key, from, dryRun }: Options): void {
  if (!restart) return
  const other = key ? '--key' : from !== undefined ? '--from' : dryRun !== undefined ? '--dry-run' : null
  if (other === null) return
  const sentence = `--restart and ${other} do not go together, because only runs of everything are stopped by a budget: write one of them`
  throw new CounterfoilError('usage', sentence)
}

/** A held run is run again over what it looked at, and discarded as a whole. */
function refuseDecidingWith({ accept, discard, ...others }: Options): void {
  if (accept === undefined && discard === undefined) return
  const word = accept === undefined ? '--discard' : '--accept'
  const both = accept !== undefined && discard !== undefined
  const other = both ? '--discard' : Object.keys(others).map(optionName)[0]
  if (other === undefined) return
  throw new CounterfoilError('usage', `${word} and ${other} do not go together: write ${word} alone`)
}

/** `changedOnly` as `--changed-only`. */
function optionName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function readScope(
  reconciliation: Reconciliation,
  { key, from, to, changedOnly }: Options,
  now: Date,
): Scope {
  if (changedOnly) return { kind: 'changed' }
  if (key)
    return { kind: 'keys', keys: key.map((word) => readKey(reconciliation, word, { option: '--key', now })) }
  if (from !== undefined) return parseScope(reconciliation, `${from}..${to}`, now)
  return { kind: 'everything' }
}
