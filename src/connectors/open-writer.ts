import { CounterfoilError } from '../domain/errors.ts'
import type { SourceSettings } from '../domain/settings.ts'
import type { RecordWriter } from './record-change.ts'

/** Opens a source for remedies, by the login that may write; nothing connects yet. Throws `config-invalid` where it has none. */
export async function openWriter(name: string, settings: SourceSettings | undefined): Promise<RecordWriter> {
  if (settings?.type === 'postgres' && settings.writeUrl !== undefined) {
    const { openPostgresWriter } = await import('./postgres/open-writer.ts')
    return openPostgresWriter({ name, settings: { ...settings, url: settings.writeUrl } })
  }
  if (settings?.type === 'mysql' && settings.writeUrl !== undefined) {
    const { openMysqlWriter } = await import('./mysql/open-writer.ts')
    return openMysqlWriter({ name, settings: { ...settings, url: settings.writeUrl } })
  }
  throw new CounterfoilError(
    'config-invalid',
    `Nothing may write to "${name}": write sources.${name}.write in the config`,
  )
}
