import { Command } from 'commander'
import { parseScope } from '../domain/parse-scope.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { Scope } from '../domain/scope.ts'
import { exitStatusOfComparison } from './exit-status.ts'
import { loadConfig, readContext } from './open-context.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatRecords } from './output/format-records.ts'
import { formatReport } from './output/format-report.ts'
import { startProgress } from './start-progress.ts'

const EXAMPLES = `
A composite key is written with slashes or spaces between its parts. Days need a dateColumn on every side.

Examples:
  $ counterfoil check customers 1042
  $ counterfoil check orders eu/7
  $ counterfoil check payments 2026-11-01..2026-11-07
  $ counterfoil check payments last 7 days --format json`

/** `counterfoil check NAME KEY` */
export function checkCommand(): Command {
  return new Command('check')
    .description('Compares one record, or the records of some days, as they are now. Nothing is remembered.')
    .argument('<name>', 'a reconciliation of the config')
    .argument('<what...>', 'a key, or days: 2026-11-01..2026-11-07, today, yesterday, last 7 days')
    .addHelpText('after', EXAMPLES)
    .action(async function (this: Command, name: string, what: string[]) {
      process.exitCode = await check(openShell(this), name, what)
    })
}

async function check(shell: Shell, name: string, what: readonly string[]): Promise<number> {
  const { findReconciliation } = await import('../operations/find-reconciliation.ts')
  const settings = await loadConfig(shell)
  const reconciliation = findReconciliation(settings, name)
  const context = readContext(shell, settings)
  const scope = readScope(reconciliation, what, context.now())
  const { compareReconciliation } = await import('../operations/compare-reconciliation.ts')
  const progress = startProgress()
  const request = { reconciliation, scope, keepRecords: scope.kind === 'keys', onProgress: progress.show }
  const { summary, findings, records } = await compareReconciliation(context, request).finally(progress.clear)
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
