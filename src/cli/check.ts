import { Command } from 'commander'
import { CounterfoilError } from '../domain/errors.ts'
import { parseScope } from '../domain/parse-scope.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RecordKey } from '../domain/record.ts'
import type { Scope } from '../domain/scope.ts'
import { exitStatusOfComparison } from './exit-status.ts'
import { loadConfig, readContext } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatRecords } from './output/format-records.ts'
import { formatReport } from './output/format-report.ts'
import { startExplaining } from './start-explaining.ts'
import { startProgress } from './start-progress.ts'

const EXAMPLES = `
A composite key is written with slashes or spaces between its parts. Days need a dateColumn on every side.

Examples:
  $ counterfoil check customers 1042
  $ counterfoil check orders eu/7
  $ counterfoil check customers 1042 --explain
  $ counterfoil check payments 2026-11-01..2026-11-07
  $ counterfoil check payments last 7 days --format json`

/** `counterfoil check NAME KEY` */
export function checkCommand(): Command {
  return new Command('check')
    .description('Compares one record, or the records of some days, as they are now. Nothing is remembered.')
    .argument('<name>', 'a reconciliation of the config')
    .argument('<what...>', 'a key, or days: 2026-11-01..2026-11-07, today, yesterday, last 7 days')
    .option('--explain', 'show how the record was judged, rule by rule, sensitive values included')
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, name: string, what: string[], options: { explain?: true }) {
      process.exitCode = await check(openShell(this), name, { what, explain: options.explain === true })
    })
}

async function check(
  shell: Shell,
  name: string,
  { what, explain }: { readonly what: readonly string[]; readonly explain: boolean },
): Promise<number> {
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  const settings = await loadConfig(shell)
  const reconciliation = findReconciliation(settings, name)
  const context = readContext(shell, settings)
  const scope = readScope(reconciliation, what, context.now())
  const { compareReconciliation } = await import('../operations/compare-reconciliation.ts')
  const explaining = explain ? startExplaining(shell, () => keyOf(scope)) : null
  if (explaining) explaining.request.keyOf(reconciliation)
  const progress = startProgress()
  const request = {
    reconciliation,
    scope,
    keepRecords: scope.kind === 'keys',
    onProgress: progress.show,
    ...(explaining ? { onPlan: explaining.request.onPlan } : {}),
  }
  const { summary, findings, records } = await compareReconciliation(
    { ...context, onWait: progress.wait },
    request,
  ).finally(progress.clear)
  if (explaining) {
    await explaining.print(name, records)
    return exitStatusOfComparison('completed', findings.length)
  }
  const { keyNames } = reconciliation
  const report = {
    reconciliation: name,
    run: context.newId(),
    state: 'completed' as const,
    keyNames,
    summary,
    findings,
  }
  const isOneRecord = scope.kind === 'keys' && shell.format === 'table'
  await shell.print(
    isOneRecord
      ? formatRecords(report, { records, wanted: scope.keys }, shell.style)
      : formatReport(report, shell.format, shell.style),
  )
  return exitStatusOfComparison('completed', findings.length)
}

/** The shell took the quotes off a key with spaces: they are put back, so that it stays one part. */
function readScope(reconciliation: Reconciliation, what: readonly string[], now: Date): Scope {
  const isDays = (word: string) => word.includes('..') || /^last \d+ days?$/i.test(word)
  const words = what.map((word) =>
    /\s/.test(word) && !isDays(word) && !/^["']/.test(word) ? `"${word}"` : word,
  )
  return parseScope(reconciliation, words.join(' '), now)
}

function keyOf(scope: Scope): RecordKey {
  if (scope.kind === 'keys' && scope.keys[0]) return scope.keys[0]
  throw new CounterfoilError('usage', '--explain shows one record: write its key, not days')
}
