import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { TRIAGE_ACTIONS } from '../../src/domain/discrepancy.ts'
import { TOKEN_SCOPES } from '../../src/domain/http-door.ts'
import { STATUS_OF_ERROR } from '../../src/http/problem.ts'
import { ROUTES } from '../../src/http/routes.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const PAGE = readFileSync(`${ROOT}docs/http-api.md`, 'utf8')

describe('docs/http-api.md', () => {
  test('lists every route with its scope, and no others', () => {
    const listed = [...PAGE.matchAll(/^\| `((?:GET|POST) \/api\/[^`]*)` \| `(\w+)` \|/gm)].map(
      ([, request, scope]) => `${request} ${scope}`,
    )
    const routes = ROUTES.map(({ path, needs, config }) => `${config.method.toUpperCase()} ${path} ${needs}`)
    expect(listed.toSorted()).toEqual(routes.toSorted())
  })

  test('lists every metric with its type, and no others', () => {
    const folder = `${ROOT}src/http/`
    const source = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(folder + file, 'utf8'))
      .join('\n')
    const named = [...source.matchAll(/'(counterfoil_\w+)'/g)].map(([, name]) => name!)
    const listed = [...PAGE.matchAll(/^\| `(counterfoil_\w+)` \| (counter|gauge|histogram) \|/gm)]
    expect(listed.map(([, name]) => name!).toSorted()).toEqual([...new Set(named)].toSorted())
    for (const [, name, type] of listed) expect(name!.endsWith('_total'), name).toBe(type === 'counter')
  })

  test('says every scope, every action and every status', () => {
    const scopes = [...PAGE.matchAll(/^\| `([a-z]+)` \| [a-z]/gm)].map(([, scope]) => scope)
    expect(scopes).toEqual([...TOKEN_SCOPES])
    for (const action of TRIAGE_ACTIONS) expect(PAGE).toContain(`\`${action}\``)
    const table = [...PAGE.matchAll(/^\| (\d{3}(?:, \d{3})*) \|/gm)].flatMap(([, list]) => list!.split(', '))
    for (const status of Object.values(STATUS_OF_ERROR)) expect(table).toContain(String(status))
  })

  test('its curl lines name paths that there are', () => {
    const paths = [...PAGE.matchAll(/localhost:3000(\/[^\s'?]*)/g)].map(([, path]) => path!)
    const patterns = ROUTES.map(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`))
    expect(paths.length).toBeGreaterThan(6)
    expect(paths.filter((path) => !patterns.some((pattern) => pattern.test(path)))).toEqual([])
  })
})
