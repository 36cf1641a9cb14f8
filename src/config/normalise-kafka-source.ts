import { resolve } from 'node:path'
import type { KafkaSettings } from '../domain/settings.ts'
import type { KafkaSourceConfig } from './kafka-source-schema.ts'
import { seconds } from './seconds.ts'

/** Fills the defaults of a topic that was found right. `folder`: what relative file paths begin from. */
export function normaliseKafkaSource(source: KafkaSourceConfig, folder: string): KafkaSettings {
  const { brokers, topic, record, tls } = source
  return {
    type: 'kafka',
    brokers: [brokers].flat().flatMap((text) => text.split(',').map((broker) => broker.trim())),
    topic,
    format: source.format ?? 'json',
    from: source.from ?? 'now',
    record: record === undefined || record === '$' ? '' : record,
    at: source.at ?? null,
    keepSeconds: seconds(source.keep ?? '30d'),
    tls: tls ? { ca: tls === true ? null : resolve(folder, tls.ca) } : null,
    sasl: source.sasl ?? null,
  }
}
