import type { Playground } from '../../src/playground/playground.ts'

export interface ControlAnswer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Asks the control API, as a program in any language would. */
export async function askControl(
  playground: Playground,
  asked: string,
  { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<ControlAnswer> {
  const [method = '', path = ''] = asked.split(' ')
  const response = await fetch(new URL(`/control${path}`, playground.url), {
    method,
    headers: { ...(method === 'POST' ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as ControlAnswer['body'] }
}
