import { CounterfoilError } from './errors.ts'
import { didYouMean } from './nearest-name.ts'
import type { RawValue } from './record.ts'

/** Values of a call by the name of their placeholder. */
export type CallValues = Readonly<Record<string, RawValue>>

/** The value of a placeholder. `place` is where it stands, for messages. */
export function lookUpValue(values: CallValues, name: string, place: string): RawValue {
  if (Object.hasOwn(values, name)) return values[name]!
  const known = Object.keys(values)
  throw new CounterfoilError(
    'usage',
    `{${name}} in ${place} is no known value${didYouMean(name, known)}; write one of ${known.join(', ')}, or {{${name}}} for the text itself`,
  )
}
