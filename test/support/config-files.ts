import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSettings } from '../../src/config/load-settings.ts'
import { CounterfoilError } from '../../src/domain/errors.ts'
import type { Settings } from '../../src/domain/settings.ts'

/** What the configs of tests find in their environment. */
const TEST_ENVIRONMENT = {
  CRM_URL: 'postgres://reader:sesame@db.example/crm',
  BILLING_URL: 'postgres://reader@db.example/billing',
  PASSWORD: 'sesame',
  EMPTY: '',
}

/** Loads a config of this text from a folder of its own. */
export async function loadText(
  text: string | Buffer,
  environment: Readonly<Record<string, string>> = TEST_ENVIRONMENT,
): Promise<{ settings: Settings; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-config-'))
  try {
    const file = join(folder, 'counterfoil.yml')
    await writeFile(file, text)
    return { settings: await loadSettings(file, environment), folder }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What a config of this text is refused with, line by line, each from its place on: `3:5 sources: ...`. */
export async function refusalOf(
  text: string | Buffer,
  environment: Readonly<Record<string, string>> = TEST_ENVIRONMENT,
): Promise<string[]> {
  try {
    await loadText(text, environment)
  } catch (error) {
    if (!(error instanceof CounterfoilError) || error.code !== 'config-invalid') throw error
    return error.message.split('\n').map((line) => line.replace(/^.*counterfoil\.yml:\s?/, ''))
  }
  return []
}

/** A short config that is right. */
export const GOOD_CONFIG = `sources:
  crm: { type: postgres, url: "\${CRM_URL}" }
  export: { type: files, path: exports/*.csv }
reconciliations:
  customers:
    sides:
      crm: { source: crm, table: customers, key: id, dateColumn: made_on }
      export: { source: export, key: customer_ref }
    fields:
      email: text
      balance: decimal
`

/** The good config with one part of it replaced. */
export function withPart(part: string, replacement: string): string {
  if (!GOOD_CONFIG.includes(part)) throw new Error(`the good config has no ${part}`)
  return GOOD_CONFIG.replace(part, () => replacement)
}
