import type { Settings } from '../domain/settings.ts'
import type { SetupCheck } from '../domain/setup-check.ts'

/** What is worth knowing of the logins that remedies write with; nothing connects. */
export function verifyWriters({ sources }: Pick<Settings, 'sources'>): SetupCheck[] {
  return Object.entries(sources).flatMap(([name, source]): SetupCheck[] => {
    if (!('writeUrl' in source) || source.writeUrl !== source.url) return []
    const said =
      'url and write are the same login, so whatever reads could write as well: give reading a login that may only read'
    return [{ what: `source ${name}`, state: 'note', said }]
  })
}
