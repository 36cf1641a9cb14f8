import type { CallTemplate, FilledCall } from './call-template.ts'
import { CounterfoilError } from './errors.ts'
import { fillJson } from './fill-json.ts'
import { fillUrl } from './fill-url.ts'
import { type CallValues, lookUpValue } from './look-up-value.ts'
import { type TemplatePart, templateParts } from './template-parts.ts'

/** More than servers take, so it is no URL or header but a mistake. */
const LONGEST_LINE = 8_000

/**
 * Puts values into a call. A value only ever becomes a piece of one path segment, one parameter, one header or one leaf of the
 * body; what cannot is refused with a sentence that names the placeholder and never the value.
 */
export function fillCall(template: CallTemplate, values: CallValues): FilledCall {
  const { method } = template
  const hasBody = template.body !== null && template.body !== undefined
  if (method === 'GET' && hasBody)
    throw new CounterfoilError('usage', 'A GET has no body; take the body out, or write another method')
  const url = fillUrl(template.url, values)
  refuseLong('the url', url)
  const headers = fillHeaders(template.headers, values)
  if (!hasBody) return { method, url, headers, body: null }
  return {
    method,
    url,
    headers: { 'content-type': 'application/json', ...headers },
    body: fillJson(template.body, values),
  }
}

/** The names of all values that a call needs, each once. */
export function placeholdersOf(template: CallTemplate): string[] {
  const texts = [template.url, ...Object.values(template.headers), ...textsOf(template.body)]
  return [...new Set(texts.flatMap((text) => templateParts(text).flatMap(nameOf)))]
}

function fillHeaders(headers: CallTemplate['headers'], values: CallValues): Record<string, string> {
  const filled = new Map<string, string>()
  for (const [header, template] of Object.entries(headers)) {
    const name = header.toLowerCase()
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || filled.has(name))
      throw new CounterfoilError('usage', `${JSON.stringify(header)} is no name of a header, or stands twice`)
    const text = templateParts(template)
      .map((part) => fillHeaderPart(part, values, header))
      .join('')
    refuseLong(`the header ${header}`, text)
    filled.set(name, text)
  }
  return Object.fromEntries(filled)
}

/** Not even what other headers could carry somehow: no line may end early, and no byte mean two characters. */
function fillHeaderPart(part: TemplatePart, values: CallValues, header: string): string {
  const place = `the header ${header}`
  const text = part.kind === 'text' ? part.text : lookUpValue(values, part.name, place)
  const what = part.kind === 'text' ? place : `the value of {${part.name}} in ${place}`
  if (text === null) throw new CounterfoilError('usage', `${what} is null, and a header cannot say that`)
  if (!/^[\t\x20-\x7e]*$/.test(text))
    throw new CounterfoilError('usage', `${what} has a character that no header may have; put it in the body`)
  return text
}

function refuseLong(place: string, text: string): void {
  if (text.length > LONGEST_LINE)
    throw new CounterfoilError(
      'usage',
      `${place} would have ${text.length} characters, and ${LONGEST_LINE} are the most; put long values in the body`,
    )
}

function textsOf(body: unknown): string[] {
  if (typeof body === 'string') return [body]
  if (typeof body !== 'object' || body === null) return []
  return Object.values(body).flatMap(textsOf)
}

function nameOf(part: TemplatePart): string[] {
  return part.kind === 'placeholder' ? [part.name] : []
}
