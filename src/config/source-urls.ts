import { checkHttpSource } from './check-http-source.ts'
import { checkKafkaSource } from './check-kafka-source.ts'
import type { ConfigText } from './config-text.ts'
import type { ConfigPath, Problem } from './problem.ts'

const POSTGRES = {
  name: 'PostgreSQL',
  pattern: /^postgres(ql)?:\/\/\S+$/,
  sample: 'postgres://user@host:5432/database',
}
const MYSQL = {
  name: 'MySQL',
  pattern: /^(mysql|mariadb):\/\/\S+$/,
  sample: 'mysql://user@host:3306/database',
}

/** Passwords that stand in the file, and URLs of the wrong kind. No sentence shows any part of a URL. */
export function checkSourceUrls(value: unknown, text: ConfigText): Problem[] {
  const sources = (value as { sources?: unknown } | null)?.sources
  if (typeof sources !== 'object' || sources === null) return []
  return Object.entries(sources).flatMap(([name, source]) => {
    const { type, url, write } = (source ?? {}) as { type?: unknown; url?: unknown; write?: unknown }
    if (type === 'http') return checkHttpSource(name, source, text)
    if (type === 'kafka') return checkKafkaSource(name, source, text)
    const kind = type === 'mysql' ? MYSQL : POSTGRES
    const stem = name.toUpperCase().replaceAll('-', '_')
    return [
      ...checkUrl(url, text, { path: ['sources', name, 'url'], kind, variable: `${stem}_URL` }),
      ...checkUrl(write, text, { path: ['sources', name, 'write'], kind, variable: `${stem}_WRITE_URL` }),
    ]
  })
}

function checkUrl(
  url: unknown,
  text: ConfigText,
  { path, kind, variable }: { path: ConfigPath; kind: typeof POSTGRES; variable: string },
): Problem[] {
  if (typeof url !== 'string') return []
  if (holdsPassword(text.literal(path) ?? '')) {
    const sentence = `a password stands in this file: write "\${${variable}}" and put the URL in the environment variable ${variable}`
    return [{ path, sentence }]
  }
  if (kind.pattern.test(url) && URL.canParse(url)) return []
  const sentence = `this is not a ${kind.name} URL: write "\${${variable}}" with a value such as ${kind.sample}, signs in a password written like %40`
  return [{ path, sentence }]
}

/** A password that is text and not a plain `${VARIABLE}`. */
function holdsPassword(written: string): boolean {
  const userInfo = /:\/\/([^:]*):(.*)@/s.exec(written)
  const parameter = /[?&;]password=([^&]*)/i.exec(written)
  return [userInfo?.[2], parameter?.[1]].some(
    (password) => password && !/^\$\{[A-Za-z_]\w*\}$/.test(password),
  )
}
