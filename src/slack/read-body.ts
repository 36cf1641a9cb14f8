/** What Slack posts: JSON for events, a form for commands, a form with JSON in it for clicks. Null: none of these. */
export function readBody(text: string, type: string): Record<string, unknown> | null {
  if (!type.startsWith('application/x-www-form-urlencoded')) return readJson(text)
  const form = new URLSearchParams(text)
  const payload = form.get('payload')
  return payload === null ? Object.fromEntries(form) : readJson(payload)
}

function readJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
