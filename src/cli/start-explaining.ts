import { CounterfoilError } from '../domain/errors.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RecordKey } from '../domain/record.ts'
import type { ComparisonPlan, JudgedRecord } from '../engine/index.ts'
import type { Shell } from './open-shell.ts'
import { formatExplanations } from './output/format-explanation.ts'

/** What a comparison is asked for when one key is to be explained, and what prints it afterwards. */
export interface Explaining {
  readonly request: {
    readonly keyOf: (reconciliation: Reconciliation) => RecordKey
    readonly onPlan: (plan: ComparisonPlan) => void
  }
  readonly print: (reconciliation: string, records: readonly JudgedRecord[]) => Promise<void>
}

/** Throws `usage` for a format that cannot show it. */
export function startExplaining(shell: Shell, readsKey: Explaining['request']['keyOf']): Explaining {
  refuseCsv(shell)
  let plan: ComparisonPlan | null = null
  let key: RecordKey = {}
  return {
    request: {
      keyOf: (reconciliation) => {
        key = readsKey(reconciliation)
        return key
      },
      onPlan: (made) => {
        plan = made
      },
    },
    print: async (reconciliation, records) => {
      if (plan === null) return
      const { explainRecords } = await import('../engine/index.ts')
      const { format, style } = shell
      await shell.print(
        formatExplanations(reconciliation, explainRecords(plan, records, key), { format, style }),
      )
    },
  }
}

function refuseCsv(shell: Shell): void {
  if (shell.format !== 'csv') return
  throw new CounterfoilError(
    'usage',
    '--format csv cannot show how a key was judged: write table, json or ndjson',
  )
}
