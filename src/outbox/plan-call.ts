import type { WantedMessage } from '../domain/outbox.ts'

/** Written to one person directly: the escalation ladder calls them about that version of a discrepancy. */
export function planCall(
  { number, version }: { readonly number: number; readonly version: number },
  person: string,
): WantedMessage {
  return { tag: `call:${number}:${version}:${person}`, channel: person, about: { kind: 'call', number } }
}

/** The message with this tag, where it is such a call. */
export function readCallTag(tag: string): WantedMessage[] {
  const [, number, version, person] = /^call:(\d+):(\d+):([A-Z0-9]+)$/.exec(tag) ?? []
  if (person === undefined) return []
  return [planCall({ number: Number(number), version: Number(version) }, person)]
}

/** The discrepancy that a ladder calls about by this message; null: no ladder does. */
export function numberOfCall({ tag, about }: Pick<WantedMessage, 'tag' | 'about'>): number | null {
  if (about.kind === 'call') return readCallTag(tag).length > 0 ? about.number : null
  return about.kind === 'note' && about.event === 'called' ? about.number : null
}
