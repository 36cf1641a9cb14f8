import { checkHttpSource } from './check-http-source.ts'
import { checkKafkaSource } from './check-kafka-source.ts'
import type { ConfigText } from './config-text.ts'
import type { Problem } from './problem.ts'

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
    const { type, url } = (source ?? {}) as { type?: unknown; url?: unknown }
    if (type === 'http') return checkHttpSource(name, source, text)
    if (type === 'kafka') return checkKafkaSource(name, source, text)
    if (typeof url !== 'string') return []
    const kind = type === 'mysql' ? MYSQL : POSTGRES
    const path = ['sources', name, 'url']
    const variable = `${name.toUpperCase().replaceAll('-', '_')}_URL`
    if (holdsPassword(text.literal(path) ?? '')) {
      const sentence = `a password stands in this file: write "\${${variable}}" and put the URL in the environment variable ${variable}`
      return [{ path, sentence }]
    }
    if (kind.pattern.test(url) && URL.canParse(url)) return []
    const sentence = `this is not a ${kind.name} URL: write "\${${variable}}" with a value such as ${kind.sample}, signs in a password written like %40`
    return [{ path, sentence }]
  })
}

/** A password that is text and not a plain `${VARIABLE}`. */
function holdsPassword(written: string): boolean {
  const userInfo = /:\/\/([^:]*):(.*)@/s.exec(written)
  const parameter = /[?&;]password=([^&]*)/i.exec(written)
  return [userInfo?.[2], parameter?.[1]].some(
    (password) => password && !/^\$\{[A-Za-z_]\w*\}$/.test(password),
  )
}
