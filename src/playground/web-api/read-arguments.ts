import { isObject, type JsonObject } from '../json.ts'

/** Decodes a call's body: a form (as the SDK sends), JSON, or multipart; the query string counts too. */
export async function readArguments(request: Request): Promise<JsonObject | null> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  if (request.method === 'GET') return query
  const type = request.headers.get('content-type') ?? ''
  if (type.includes('json')) {
    const body = parse(await request.text())
    return body === null ? null : { ...query, ...body }
  }
  if (type.includes('multipart')) return { ...query, ...Object.fromEntries(await request.formData()) }
  return { ...query, ...Object.fromEntries(new URLSearchParams(await request.text())) }
}

function parse(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
