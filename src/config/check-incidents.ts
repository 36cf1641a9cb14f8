import { placeholdersOf } from '../domain/fill-call.ts'
import { WEBHOOK_WORDS } from '../domain/incident.ts'
import { didYouMean } from '../domain/nearest-name.ts'
import type { ConfigText } from './config-text.ts'
import { LONGEST_SECONDS } from './incidents-schema.ts'
import type { ConfigPath, Problem } from './problem.ts'
import { seconds } from './seconds.ts'
import { unknownName } from './unknown-name.ts'

type Loose = Readonly<Record<string, unknown>>

/** Secrets of incident services that stand in the file, words that their templates do not know, and services that are not there. */
export function checkIncidents(value: unknown, text: ConfigText): Problem[] {
  const services = looseOf(looseOf(value).incidents)
  return [
    ...Object.entries(services).flatMap(([name, service]) =>
      checkService(['incidents', name], looseOf(service), text),
    ),
    ...checkNames(looseOf(looseOf(value).reconciliations), Object.keys(services)),
  ]
}

function checkService(path: ConfigPath, service: Loose, text: ConfigText): Problem[] {
  const isWebhook = service.type === 'webhook'
  const calls = isWebhook
    ? [
        { at: path, call: service },
        { at: [...path, 'close'], call: looseOf(service.close) },
      ]
    : []
  return [
    ...checkSecrets(path, service, text),
    ...calls.flatMap(({ at, call }) => checkWords(at, call)),
    ...checkTimeout([...path, 'timeout'], service.timeout),
  ]
}

const SECRET_HEADER = /authorization|cookie|token|secret|password|api-?key|auth-key/i
const SECRET_VARIABLES: Readonly<Record<string, string>> = {
  routingKey: 'PAGERDUTY_KEY',
  apiKey: 'OPSGENIE_KEY',
  secret: 'HOOK_SECRET',
}

function checkSecrets(path: ConfigPath, service: Loose, text: ConfigText): Problem[] {
  const keys = Object.keys(SECRET_VARIABLES).map((key) => ({
    place: [...path, key],
    name: SECRET_VARIABLES[key]!,
  }))
  const headers = ([path, [...path, 'close']] as const).flatMap((at) => {
    const call = at === path ? service : looseOf(service.close)
    const secret = Object.keys(looseOf(call.headers)).filter((header) => SECRET_HEADER.test(header))
    return secret.map((header) => ({ place: [...at, 'headers', header], name: 'HOOK_TOKEN' }))
  })
  return [...keys, ...headers]
    .filter(({ place }) => isLiteral(text.literal(place)))
    .map(({ place, name }) => ({
      path: place,
      sentence: `a secret stands in this file: write it as "\${${name}}" and put it in the environment variable ${name}`,
    }))
}

/** Text without a variable, or with one that has a secret as its default. */
function isLiteral(written: string | null): boolean {
  return written !== null && written !== '' && !/(^|[^$])\$\{[A-Za-z_]\w*\}/.test(written)
}

/** Words in the templates of one request, each where it stands. */
function checkWords(path: ConfigPath, call: Loose): Problem[] {
  const headers = Object.entries(looseOf(call.headers))
  const places: [ConfigPath, unknown][] = [
    [[...path, 'url'], call.url],
    ...headers.map(([name, value]): [ConfigPath, unknown] => [[...path, 'headers', name], value]),
    [[...path, 'body'], call.body],
  ]
  return places.flatMap(([place, template]) => unknownWords(place, template))
}

function unknownWords(path: ConfigPath, template: unknown): Problem[] {
  const call = { method: 'POST', url: '', headers: {}, body: template, timeoutSeconds: 1 } as const
  const known: readonly string[] = WEBHOOK_WORDS
  const word = placeholdersOf(call).find((each) => !known.includes(each))
  if (word === undefined) return []
  // A secret with braces in it must not be shown.
  const isWord = /^[A-Za-z][\w.]{0,40}$/.test(word)
  const shown = isWord
    ? `"{${word}}" is no value here${didYouMean(word, known)}`
    : 'a word in braces is no value here'
  return [{ path, sentence: `${shown}: write one of ${known.join(', ')}, or two braces for one` }]
}

function checkTimeout(path: ConfigPath, timeout: unknown): Problem[] {
  if (typeof timeout !== 'string' || !/^\d{1,6}[smhd]$/.test(timeout)) return []
  const said = seconds(timeout)
  if (said >= 1 && said <= LONGEST_SECONDS) return []
  return [
    { path, sentence: `"${timeout}" is too ${said < 1 ? 'short' : 'long'}: write 1s to ${LONGEST_SECONDS}s` },
  ]
}

/** Wherever a reconciliation names a service. */
function checkNames(reconciliations: Loose, known: readonly string[]): Problem[] {
  return Object.entries(reconciliations).flatMap(([name, config]) => {
    const { triage, routes } = looseOf(config)
    const escalate = looseOf(looseOf(triage).escalate)
    const steps = listOf(looseOf(escalate.ladder).steps)
    const at = ['reconciliations', name]
    const places: [ConfigPath, unknown][] = [
      [[...at, 'triage', 'escalate', 'incident'], escalate.incident],
      ...steps.map((step, index): [ConfigPath, unknown] => [
        [...at, 'triage', 'escalate', 'ladder', 'steps', index, 'incident'],
        looseOf(step).incident,
      ]),
      ...listOf(routes).map((route, index): [ConfigPath, unknown] => [
        [...at, 'routes', index, 'to', 'incident'],
        looseOf(looseOf(route).to).incident,
      ]),
    ]
    return places.flatMap(([path, word]) => checkName(path, word, known))
  })
}

function checkName(path: ConfigPath, word: unknown, known: readonly string[]): Problem[] {
  if (typeof word !== 'string' || known.includes(word)) return []
  if (known.length > 0) return [unknownName(path, { word, kind: 'incident service', known })]
  const sentence = `there is no incident service "${word}": the config has none; add it under incidents, or leave it out here`
  return [{ path, sentence }]
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function looseOf(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}
