import type { ConfigText } from './config-text.ts'
import type { ConfigPath, Problem } from './problem.ts'

/** A source of the config whose single values may still be wrong. */
type Loose = Readonly<Record<string, unknown>>

/** What is wrong with an HTTP source as a whole: secrets that stand in the file, and keys that contradict each other. */
export function checkHttpSource(name: string, source: unknown, text: ConfigText): Problem[] {
  const config = looseOf(source)
  const path = ['sources', name]
  return [
    ...checkUrl([...path, 'url'], config.url),
    ...checkOneOf([...path, 'auth'], config.auth, ['bearer', 'basic', 'header', 'oauth']),
    ...checkTokenUrl([...path, 'auth', 'oauth', 'tokenUrl'], looseOf(looseOf(config.auth).oauth).tokenUrl),
    ...checkOneOf([...path, 'next'], config.next, ['page', 'offset', 'cursor', 'keyset', 'url', 'link']),
    ...checkNext([...path, 'next'], config.next),
    ...checkRecord([...path, 'record'], config),
    ...checkSince([...path, 'since'], config.since),
    ...checkSecrets(path, config, text),
  ]
}

const HTTP_URL = 'this is no URL of an API: write https://host/path'

function checkUrl(path: ConfigPath, url: unknown): Problem[] {
  if (typeof url !== 'string' || url.trim() === '') return []
  const parsed = parseHttp(url)
  if (parsed === null) return [{ path, sentence: HTTP_URL }]
  if (parsed.username === '' && parsed.password === '') return []
  return [
    {
      path,
      sentence:
        'a user or password stands in the URL: write auth: { basic: { user, password: "${PASSWORD}" } }',
    },
  ]
}

function checkTokenUrl(path: ConfigPath, url: unknown): Problem[] {
  const isWrong = typeof url === 'string' && url.trim() !== '' && parseHttp(url) === null
  return isWrong ? [{ path, sentence: HTTP_URL }] : []
}

function parseHttp(text: string): URL | null {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null
}

function checkOneOf(path: ConfigPath, value: unknown, keys: readonly string[]): Problem[] {
  if (!isLoose(value)) return []
  const said = keys.filter((key) => value[key] !== undefined)
  if (said.length === 1) return []
  const what = said.length === 0 ? 'none of them is said' : `${said.join(' and ')} are both said`
  return [{ path, sentence: `${what}: write one of ${keys.join(', ')}` }]
}

/** By key: what it goes with; without any of these it means nothing. */
const BELONGS: readonly (readonly [key: string, to: readonly string[]])[] = [
  ['param', ['cursor']],
  ['field', ['keyset']],
  ['first', ['page']],
  ['absentAtEnd', ['cursor', 'url']],
  ['pageSize', ['size', 'limit']],
]
const NEEDS: readonly (readonly [key: string, needed: string, example: string])[] = [
  ['cursor', 'param', 'param: cursor'],
  ['keyset', 'field', 'field: id'],
  ['size', 'pageSize', 'pageSize: 100'],
  ['limit', 'pageSize', 'pageSize: 100'],
]

function checkNext(path: ConfigPath, value: unknown): Problem[] {
  if (!isLoose(value)) return []
  const isSaid = (key: string) => value[key] !== undefined
  const problems = BELONGS.filter(([key, to]) => isSaid(key) && !to.some(isSaid)).map(([key, to]) => ({
    path: [...path, key],
    sentence: `${key} without ${to.join(' or ')} does nothing: write ${to[0]}, or remove ${key}`,
  }))
  for (const [key, needed, example] of NEEDS) {
    if (!isSaid(key) || isSaid(needed)) continue
    problems.push({ path: [...path, key], sentence: `${key} needs ${needed}: write ${example}` })
  }
  if (isSaid('size') && isSaid('limit')) {
    problems.push({ path: [...path, 'limit'], sentence: 'size and limit are the same: write one of them' })
  }
  return problems
}

function checkRecord(path: ConfigPath, { record, url }: Loose): Problem[] {
  if (typeof record !== 'string') return []
  if (!/\{[^{}]+\}/.test(record)) {
    return [{ path, sentence: 'no key stands in it: write "/{key}", or {column} for each part of the key' }]
  }
  if (/^[/?]/.test(record)) return []
  const [absolute, list] = [parseHttp(record), typeof url === 'string' ? parseHttp(url) : null]
  if (absolute === null) {
    return [
      {
        path,
        sentence: 'this leads nowhere: begin it with "/" or "?", which go on from url, or with https://',
      },
    ]
  }
  if (list === null || list.origin === absolute.origin) return []
  return [
    {
      path,
      sentence: 'this is on another host than url, and credentials are not sent there: write one host',
    },
  ]
}

function checkSince(path: ConfigPath, since: unknown): Problem[] {
  if (typeof since !== 'string' || /^[^=]+=.*\{(since|sinceSeconds)\}/.test(since)) return []
  return [{ path, sentence: 'no time stands in it: write parameters such as "updated_after={since}"' }]
}

const SECRET_NAME = /authorization|cookie|token|secret|password|api-?key|auth-key/i
const SECRET_PARAMETER =
  /[?&]((?:api|access|auth|subscription)[-_]?(?:key|token)|apikey|token|secret|password|client_secret|key|sig|signature)=([^&#]+)/gi

function checkSecrets(path: ConfigPath, config: Loose, text: ConfigText): Problem[] {
  const headers = Object.keys(looseOf(config.headers)).filter((header) => SECRET_NAME.test(header))
  const places: ConfigPath[] = [
    ['auth', 'bearer'],
    ['auth', 'basic', 'password'],
    ['auth', 'header', 'value'],
    ['auth', 'oauth', 'clientSecret'],
    ...headers.map((header) => ['headers', header]),
  ]
  const problems = places
    .map((place) => [...path, ...place])
    .filter((place) => isLiteral(text.literal(place)))
    .map((place) => ({
      path: place,
      sentence:
        'a secret stands in this file: write it as "${NAME}" and put it in the environment variable NAME',
    }))
  const parameters = [...(text.literal([...path, 'url']) ?? '').matchAll(SECRET_PARAMETER)]
  const literal = parameters.find(([, , value]) => isLiteral(value!))
  if (!literal) return problems
  const sentence = `a secret stands in the parameter "${literal[1]}": write \${NAME} there and put it in the environment variable NAME`
  return [...problems, { path: [...path, 'url'], sentence }]
}

/** Text without a variable, or with one that has a secret as its default. `Token ${NAME}` is good. */
function isLiteral(written: string | null): boolean {
  return written !== null && written !== '' && !/(^|[^$])\$\{[A-Za-z_]\w*\}/.test(written)
}

function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function looseOf(value: unknown): Loose {
  return isLoose(value) ? value : {}
}
