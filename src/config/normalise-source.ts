import { resolve } from 'node:path'
import type { SourceSettings } from '../domain/settings.ts'
import { normaliseHttpSource } from './normalise-http-source.ts'
import { normaliseKafkaSource } from './normalise-kafka-source.ts'
import { normalisePause, statementTimeoutSeconds } from './normalise-pause.ts'
import { seconds } from './seconds.ts'
import type { SourceConfig } from './source-schema.ts'

/** Fills a source's defaults. `folder`: what relative file paths begin from. */
export function normaliseSource(source: SourceConfig, folder: string): SourceSettings {
  switch (source.type) {
    case 'postgres':
    case 'mysql':
      return {
        type: source.type,
        url: source.url,
        ...(source.write === undefined ? {} : { writeUrl: source.write }),
        statementTimeoutSeconds: statementTimeoutSeconds(source),
        ...normalisePause(source),
      }
    case 'files':
      return {
        type: 'files',
        path: resolve(folder, source.path),
        settledForSeconds: seconds(source.settledFor ?? '1s'),
        ...(source.records === undefined ? {} : { records: source.records }),
        ...(source.trailer === undefined ? {} : { trailer: source.trailer }),
      }
    case 'sqlite':
      return { type: 'sqlite', path: resolve(folder, source.path) }
    case 'events':
      return { type: 'events', keepSeconds: seconds(source.keep ?? '30d') }
    case 'kafka':
      return normaliseKafkaSource(source, folder)
    case 'http':
      return normaliseHttpSource(source)
  }
}
