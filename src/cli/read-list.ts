import { CounterfoilError } from '../domain/errors.ts'
import { didYouMean } from '../domain/nearest-name.ts'

/** Commander's way to let an option stand several times. */
export function collect(word: string, words: readonly string[] = []): string[] {
  return [...words, word]
}

/** The words of a repeatable option with comma lists, each one of the choices. Throws `usage`. */
export function readChoices<Choice extends string>(
  option: string,
  words: readonly string[],
  choices: readonly Choice[],
): Choice[] {
  const read = words.flatMap((word) => word.split(',')).map((word) => word.trim())
  return read.map((word) => {
    const choice = choices.find((candidate) => candidate === word)
    if (choice) return choice
    throw new CounterfoilError(
      'usage',
      `${option} "${word}" is unknown${didYouMean(word, choices)}: write one of ${choices.join(', ')}`,
    )
  })
}
