import { CounterfoilError } from '../domain/errors.ts'
import { parseScope } from '../domain/parse-scope.ts'
import type { Reconciliation } from '../domain/reconciliation.ts'
import type { RecordKey } from '../domain/record.ts'

/** What stands after `--key` or `--explain` is a key, even where it looks like a day. */
export function readKey(
  reconciliation: Reconciliation,
  word: string,
  { option, now }: { readonly option: string; readonly now: Date },
): RecordKey {
  const [only, ...others] = reconciliation.keyNames
  if (only !== undefined && others.length === 0) return { [only]: word }
  const scope = parseScope(reconciliation, word, now)
  if (scope.kind === 'keys' && scope.keys[0]) return scope.keys[0]
  throw new CounterfoilError(
    'usage',
    `${option} "${word}" is no key: write ${reconciliation.keyNames.join('/')}`,
  )
}
