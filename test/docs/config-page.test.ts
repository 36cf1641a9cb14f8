import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { jsonSchema } from '../../src/config/settings-schema.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/config.md`, 'utf8')

describe('docs/config.md', () => {
  test('mentions every key of the config', () => {
    const keys = [
      ...JSON.stringify(jsonSchema()).matchAll(/"(\w+)":\{"(?:description|type|anyOf|oneOf)"/g),
    ].map((match) => match[1]!)
    const inSchemaOnly = ['properties', 'items', 'propertyNames', 'additionalProperties']
    const missing = keys.filter(
      (key) => !inSchemaOnly.includes(key) && !new RegExp(`\\b${key}\\b`).test(PAGE),
    )
    expect(keys).toContain('likelyCorrect')
    expect(missing).toEqual([])
  })

  test('lists the environment variables that are read, and no others', () => {
    const source = readFileSync(`${ROOT}src/config/read-environment.ts`, 'utf8')
    const read = [...source.matchAll(/read\('(\w+)'\)/g)].map((match) => match[1]!)
    const listed = [...PAGE.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!)
    expect(listed.sort()).toEqual(read.sort())
  })
})
