import type { PageOutcome } from '../page-protocol.ts'

/** Does something as a person, by the same way that tests go. */
export async function send<T extends PageOutcome = PageOutcome>(
  action: string,
  facts: object,
): Promise<T | PageOutcome> {
  try {
    const answer = await fetch(`/do/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(facts),
    })
    return await answer.json()
  } catch {
    return { ok: false, problem: 'The playground does not answer. Is it still running?', errors: null }
  }
}
