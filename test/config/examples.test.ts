import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { loadSettings } from '../../src/config/load-settings.ts'
import { jsonSchema } from '../../src/config/settings-schema.ts'
import { loadText } from '../support/config-files.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const EXAMPLES = listFiles('examples', /\.ya?ml$/)
const PAGES = ['README.md', ...listFiles('docs', /\.md$/)]
const editorSchema = z.fromJSONSchema(jsonSchema() as Parameters<typeof z.fromJSONSchema>[0])

/** What a block that shows only a part of a config is completed with. */
const REST = {
  sources: {
    crm: { type: 'postgres', url: 'postgres://db/crm' },
    billing: { type: 'postgres', url: 'postgres://db/billing' },
    mailer: { type: 'files', path: 'mailer.csv' },
  },
  reconciliation: {
    sides: {
      crm: { source: 'crm', table: 'customers', key: 'id', updatedAt: 'changed' },
      billing: { source: 'billing', table: 'customers', key: 'id', updatedAt: 'changed' },
      mailer: { source: 'mailer', key: 'id' },
    },
    fields: { email: 'text', phone: 'text', plan: 'text', seen_at: 'timestamp' },
  },
  incidents: { pager: { type: 'pagerduty', routingKey: '${PAGERDUTY_KEY}' } },
  http: { tokens: { ci: { hash: `sha256:${'a1'.repeat(32)}`, scopes: ['run'] } } },
}

describe('examples', () => {
  test('there are some', () => expect(EXAMPLES.length).toBeGreaterThan(1))

  test.each(EXAMPLES)('%s loads', async (file) => {
    const settings = await loadSettings(
      `${ROOT}${file}`,
      anyEnvironment(readFileSync(`${ROOT}${file}`, 'utf8')),
    )
    expect(settings.reconciliations.length).toBeGreaterThan(0)
  })

  test.each(EXAMPLES)('%s pleases an editor that has the JSON Schema', (file) => {
    const config = parse(readFileSync(`${ROOT}${file}`, 'utf8'))
    expect(editorSchema.safeParse(config).error?.issues ?? []).toEqual([])
  })
})

describe('docs', () => {
  const blocks = PAGES.flatMap((page) =>
    [...readFileSync(`${ROOT}${page}`, 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(
      (match, index) => [`${page} block ${index + 1}`, complete(match[1]!)] as const,
    ),
  )

  test('there are some', () => expect(blocks.length).toBeGreaterThan(4))

  test.each(blocks)('%s loads', async (_, text) => {
    const { settings } = await loadText(text, anyEnvironment(text))
    expect(settings.reconciliations.length).toBeGreaterThan(0)
  })

  test.each(blocks)('%s pleases an editor that has the JSON Schema', (_, text) => {
    expect(editorSchema.safeParse(parse(text)).error?.issues ?? []).toEqual([])
  })
})

describe('jsonSchema', () => {
  test('refuses what the loader refuses of a single value', () => {
    const shortest = { sources: REST.sources, reconciliations: { customers: REST.reconciliation } }
    expect(editorSchema.safeParse(shortest).success).toBe(true)
    const broken = [
      { ...shortest, extra: 1 },
      { sources: REST.sources },
      { ...shortest, reconciliations: { customers: { ...REST.reconciliation, missing: { grace: '1.5h' } } } },
      { ...shortest, reconciliations: { customers: { ...REST.reconciliation, fields: { email: 'txt' } } } },
    ]
    expect(broken.map((config) => editorSchema.safeParse(config).success)).toEqual(broken.map(() => false))
  })

  test('describes every key', () => {
    expect(undescribed(jsonSchema() as SchemaNode, 'config')).toEqual([])
  })
})

function listFiles(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file))
    .map((file) => `${folder}/${file}`)
    .sort()
}

/** A value that is a good URL, and good enough for a path, for each variable of a text. */
function anyEnvironment(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1]!)
  const isMysql = (name: string) => new RegExp(`type: mysql,?\\s+url: "?\\$\\{${name}\\}`).test(text)
  const url = (name: string) => (isMysql(name) ? 'mysql' : 'postgres')
  return Object.fromEntries(
    names.map((name) => [name, name.endsWith('_URL') ? `${url(name)}://db/any` : 'any']),
  )
}

/** A whole config as it is; sources, retention or stop alone, or keys of one reconciliation, with the rest they need. */
function complete(block: string): string {
  const { retention, stop, http = REST.http, incidents = REST.incidents, ...part } = parse(block)
  if (part.sources && part.reconciliations) return block
  const { sources, reconciliation } = REST
  const customers = part.sources ? reconciliation : { ...reconciliation, ...part }
  const top = { http, incidents, ...(retention && { retention }), ...(stop && { stop }) }
  return stringify({ sources: { ...sources, ...part.sources }, reconciliations: { customers }, ...top })
}

interface SchemaNode {
  readonly description?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly const?: unknown
}

function undescribed(node: SchemaNode, path: string): string[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [
    ...(child.description || child.const ? [] : [`${path}.${key}`]),
    ...undescribed(child, `${path}.${key}`),
  ])
  const each =
    typeof node.additionalProperties === 'object' ? undescribed(node.additionalProperties, `${path}.*`) : []
  return [
    ...below,
    ...each,
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((one) => undescribed(one, path)),
  ]
}
