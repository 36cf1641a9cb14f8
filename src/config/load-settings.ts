import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CounterfoilError } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { checkConfig } from './check-config.ts'
import { readConfigText } from './config-text.ts'
import { normaliseSettings } from './normalise-settings.ts'
import { type EnvironmentRecord, resolveValues } from './resolve-values.ts'

/**
 * Reads `counterfoil.yml`: refused with every problem at once, one a line (`config-invalid`), or normalised.
 * Nothing connects. Relative file paths begin from the config file's folder.
 */
export async function loadSettings(file: string, environment: EnvironmentRecord): Promise<Settings> {
  const text = readConfigText(file, await readText(file))
  const refuse = (problems: typeof text.problems) => {
    const lines = [...problems].sort((a, b) => text.offset(a) - text.offset(b)).map(text.describe)
    return new CounterfoilError('config-invalid', lines.join('\n'))
  }
  if (text.problems.length > 0) throw refuse(text.problems)
  const { value, problems } = resolveValues(text.document, environment)
  const checked = checkConfig(value, text)
  const unresolved = new Set(problems.map(({ path }) => JSON.stringify(path)))
  // A variable that is not set is said once, not again as a malformed value.
  problems.push(...checked.problems.filter(({ path }) => !unresolved.has(JSON.stringify(path))))
  if (problems.length > 0 || checked.config === null) throw refuse(problems)
  return normaliseSettings(checked.config, dirname(resolve(file)))
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    throw new CounterfoilError('config-invalid', unreadable(file, error), { cause: error })
  }
}

function unreadable(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT')
    return `${file}: there is no such file: write one with \`counterfoil init\`, or name it with --config FILE`
  if (code === 'EISDIR') return `${file}: this is a folder: name the config file in it with --config FILE`
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return `${file}: this is not UTF-8 text: save it as UTF-8`
  return `${file}: the file cannot be read (${String(code)}): check its permissions, or name another with --config FILE`
}
