import { stat } from 'node:fs/promises'
import { CounterfoilError } from '../../domain/errors.ts'
import type { FilesSource, FoundFiles } from './find-files.ts'

/** What changes with a file, one text each. */
export async function fingerprints({ files }: FoundFiles): Promise<string[]> {
  const facts = await Promise.all(files.map((file) => stat(file, { bigint: true }).catch(() => null)))
  return facts.map((fact) => `${fact?.ino} ${fact?.size} ${fact?.mtimeNs}`)
}

/** Somebody who writes a file while it is read leaves us half of it. */
export async function refuseChanged(
  source: FilesSource,
  found: FoundFiles,
  before: readonly string[],
): Promise<void> {
  const after = await fingerprints(found)
  const changed = found.files.find((_, index) => after[index] !== before[index])
  if (changed === undefined) return
  throw new CounterfoilError(
    'source-incomplete',
    `${source.name}: ${changed} changed while it was read; run again when it is written to its end, or let the source wait for it with settledFor.`,
  )
}
