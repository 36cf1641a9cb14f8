import { CounterfoilError } from './errors.ts'
import { type CallValues, lookUpValue } from './look-up-value.ts'
import { type TemplatePart, templateParts } from './template-parts.ts'

const PLACE = 'the url'

/** A URL with each value percent-encoded where it stands. Where it leads to is never up to a value. */
export function fillUrl(template: string, values: CallValues): string {
  const origin = /^https?:\/\/[^/?#\\{}]+(?=[/?#]|$)/i.exec(template)?.[0]
  if (origin === undefined || !URL.canParse(origin))
    throw refused('The url must begin with http:// or https:// and a host, without a placeholder in it')
  let isPath = true
  const rest = templateParts(template.slice(origin.length)).map((part) => {
    if (part.kind === 'placeholder') return fillPart(part, values, isPath)
    isPath &&= !/[?#]/.test(part.text)
    return part.text
  })
  const url = new URL(origin + rest.join(''))
  refuseSteps(rest.join(''))
  return url.href
}

function fillPart(
  part: TemplatePart & { readonly kind: 'placeholder' },
  values: CallValues,
  isPath: boolean,
): string {
  const value = lookUpValue(values, part.name, PLACE)
  const what = `the value of {${part.name}} in ${PLACE}`
  if (value === null) throw refused(`${what} is null, and a URL cannot say that`)
  // Without its last segment a path leads to all records.
  if (isPath && value === '') throw refused(`${what} is empty, so the path would lead elsewhere`)
  if (isPath && value.split(/[/\\]/).some((step) => step === '.' || step === '..'))
    throw refused(`${what} has a step of . or .., so the path would lead elsewhere`)
  if (!isWellFormed(value)) throw refused(`${what} is broken text`)
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** `new URL` goes such steps, also where a value and the text beside it make one together. */
function refuseSteps(rest: string): void {
  const path = rest.split(/[?#]/)[0]!
  const isStep = (segment: string) => /^(\.|%2e){1,2}$/i.test(segment)
  if (path.split(/[/\\]/).some(isStep))
    throw refused('The path of the url has a step of . or .., so it would lead elsewhere')
}

/** Half a surrogate pair cannot be encoded. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)
}

function refused(sentence: string): CounterfoilError {
  return new CounterfoilError('usage', sentence)
}
