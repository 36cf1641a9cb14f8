import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import { chooseScratchFolder } from './choose-scratch-folder.ts'
import { exitStatusOfComparison } from './exit-status.ts'
import { openShell, type Shell } from './open-shell.ts'
import { formatReport } from './output/format-report.ts'
import { type CompareOptions, parseCompareOptions } from './parse-compare-options.ts'
import { readKey } from './read-key.ts'
import { collect } from './read-list.ts'
import { type Explaining, startExplaining } from './start-explaining.ts'
import { startProgress } from './start-progress.ts'

const EXAMPLES = `
A place is a file (csv, tsv, json, ndjson, parquet, also .gz), postgres://user@host/database#table,
mysql://user@host/database#table, or a table of SQLite (shop.db#customers). The places named first are the sides a, b, c, ...;
--side gives a side its name. Unless --fields says otherwise, every column that all sides have is compared. Text is compared
exactly; --tolerance means decimals and --lag instants.

There is no option for groups of records (groupBy), rules of keys, pairing (match), expectations or control totals: say these
in a config (counterfoil init writes one to start from) and compare with counterfoil run.

Examples:
  $ counterfoil compare crm.csv billing.csv --key id
  $ counterfoil compare --side crm=crm.csv --side billing=billing.csv.gz --key id --rename billing.id=customer_ref
  $ counterfoil compare old.parquet 'postgres://me@db/shop#public.orders' --key shop,number --tolerance total=0.01
  $ counterfoil compare a.csv b.csv c.csv --key id --fields email,plan --ignore-case email --format json | jq .counts`

interface Options extends CompareOptions {
  readonly explain?: string
}

/** `counterfoil compare A B [C ...] --key id` */
export function compareCommand(): Command {
  return new Command('compare')
    .description('Compares two or more files or database tables. Needs no config and remembers nothing.')
    .argument('[places...]', 'the sides to compare')
    .option('--key <columns>', 'the columns that identify a record', collect)
    .option('--fields <columns>', 'compare only these', collect)
    .option('--tolerance <field=amount>', 'differences up to this are no finding: 0.01 or 0.5%', collect)
    .option('--lag <field=duration>', 'instants may differ by this: 5s, 15m, 2h, 1d', collect)
    .option('--ignore-case <fields>', 'compare without regard to case', collect)
    .option('--type <field=type>', 'text, integer, decimal, boolean, timestamp, date or json', collect)
    .option('--rename <side.field=column>', 'what a side calls a field or key column', collect)
    .option('--side <name=place>', 'a side with a name', collect)
    .option(
      '--explain <key>',
      'show how this one key is judged, rule by rule; parts with a slash between: eu/7',
    )
    .option('--hints', 'say what else the records of a pattern have in common; takes longer')
    .addHelpText('after', EXAMPLES)
    .action(async (places: string[], options: Options, command: Command) => {
      process.exitCode = await compare(openShell(command), places, options)
    })
}

async function compare(shell: Shell, places: readonly string[], options: Options): Promise<number> {
  const request = parseCompareOptions(places, options)
  const explaining = options.explain === undefined ? null : explainKey(shell, options.explain)
  const { compareSources } = await import('../operations/compare-sources.ts')
  const { environmentVariables } = await import('../config/read-environment.ts')
  const run = randomUUID()
  const progress = startProgress()
  const context = {
    scratchFolder: await chooseScratchFolder(environmentVariables().COUNTERFOIL_DATA),
    log: shell.log,
    now: () => new Date(),
    newId: randomUUID,
    signal: shell.signal,
  }
  const comparison = await compareSources(context, {
    ...request,
    ...explaining?.request,
    onProgress: progress.show,
    findHints: options.hints === true,
  }).finally(progress.clear)
  const { summary, findings, patterns, records } = comparison
  if (explaining) {
    await explaining.print('compare', records)
    return exitStatusOfComparison('completed', findings.length)
  }
  const { explainTotals } = await import('../engine/index.ts')
  const report = {
    reconciliation: 'compare',
    run,
    state: 'completed' as const,
    keyNames: request.key,
    summary,
    findings,
    patterns,
    totals: explainTotals(comparison),
  }
  await shell.print(formatReport(report, shell.format, shell.style))
  return exitStatusOfComparison('completed', findings.length)
}

function explainKey(shell: Shell, word: string): Explaining {
  return startExplaining(shell, (reconciliation) =>
    readKey(reconciliation, word, { option: '--explain', now: new Date() }),
  )
}
