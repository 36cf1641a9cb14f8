import { didYouMean } from '../domain/nearest-name.ts'
import type { ConfigPath, Problem } from './problem.ts'

/** A name that nothing has, with the nearest that something has. */
export function unknownName(
  path: ConfigPath,
  name: { word: string; kind: string; known: readonly string[] },
): Problem {
  const nearest = didYouMean(name.word, name.known)
  const remedy = nearest || `: write one of ${name.known.join(', ')}`
  return { path, sentence: `there is no ${name.kind} "${name.word}"${remedy}` }
}
