import { CounterfoilError } from '../../domain/errors.ts'
import type { RawValue } from '../../domain/record.ts'
import { refuseEncoding, withoutMark } from './check-encoding.ts'
import type { FilesSource } from './find-files.ts'
import { JsonProblem, JsonScanner, type JsonText } from './json-scanner.ts'
import { readBytes } from './read-bytes.ts'
import { readLines } from './read-lines.ts'
import { readMembers } from './read-members.ts'
import type { Trailer } from './trailer.ts'

export interface JsonObject {
  readonly line: number
  readonly members: ReadonlyMap<string, RawValue>
}

/** The objects of an NDJSON file, some at a time. Blank lines are nothing. */
export async function* readObjectLines(
  name: string,
  file: string,
  trailer: Trailer,
): AsyncGenerator<readonly JsonObject[], void> {
  let [empty, rows] = [true, 0]
  for await (const { bytes, line } of trailer.strip(readLines(name, file))) {
    empty = false
    const lines = bytes.toString().split('\n')
    const objects = lines.flatMap((text, index) =>
      text.trim() === '' ? [] : [parseObject({ name, file, line: line + index }, text)],
    )
    rows += objects.length
    yield objects
  }
  trailer.check(name, { file, rows })
  if (empty && rows === 0 && !trailer.isWanted) throw broken(name, `${file} is empty`)
}

/** The records of a JSON file, some at a time. */
export async function* readObjectArray(
  source: FilesSource,
  file: string,
): AsyncGenerator<readonly JsonObject[], void> {
  const { name, settings } = source
  const scanner = new JsonScanner(settings.records?.split('.') ?? [])
  let started = false
  try {
    for await (const chunk of readBytes(name, file)) {
      if (!started) refuseWide(name, file, chunk)
      const texts = scanner.push(started ? chunk : withoutMark(chunk))
      started = true
      yield texts.map((text) => parseText(name, file, text))
    }
    scanner.finish()
  } catch (problem) {
    if (!(problem instanceof JsonProblem)) throw problem
    throw broken(name, `${file} line ${problem.line}: ${problem.message}`)
  }
}

/** Text of UTF-16 is no JSON to the scanner, which would say so in words that help nobody. */
function refuseWide(name: string, file: string, chunk: Buffer): void {
  if (chunk[0] === 0xff || chunk[0] === 0xfe) refuseEncoding(name, file, { bytes: chunk, line: 1 })
}

function parseText(name: string, file: string, { bytes, line }: JsonText): JsonObject {
  refuseEncoding(name, file, { bytes, line })
  return parseObject({ name, file, line }, bytes.toString())
}

function parseObject(
  { name, file, line }: { name: string; file: string; line: number },
  text: string,
): JsonObject {
  try {
    return { line, members: readMembers(text) }
  } catch (problem) {
    throw broken(name, `${file} line ${line}: ${problem instanceof Error ? problem.message : problem}`)
  }
}

function broken(name: string, what: string): CounterfoilError {
  return new CounterfoilError(
    'source-incomplete',
    `${name}: ${what}; correct the file, or write it again to its end.`,
  )
}
