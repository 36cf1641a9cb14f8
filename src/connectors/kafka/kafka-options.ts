import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { ConsumerOptions } from '@platformatic/kafka'
import { CounterfoilError } from '../../domain/errors.ts'
import type { KafkaSettings } from '../../domain/settings.ts'

type ClientOptions = ConsumerOptions<Buffer, Buffer, Buffer, Buffer>

/** What the client needs to reach the brokers. It gives up at once: whoever follows the topic tries again, and says so. */
export async function kafkaOptions(
  name: string,
  { brokers, tls, sasl }: KafkaSettings,
  groupId: string,
): Promise<ClientOptions> {
  return {
    clientId: 'counterfoil',
    groupId,
    bootstrapBrokers: [...brokers],
    retries: 0,
    connectTimeout: 5_000,
    timeout: 10_000,
    requestTimeout: 20_000,
    ...(tls
      ? {
          tls: tls.ca === null ? {} : { ca: await readCa(name, tls.ca) },
          tlsServerName: !brokers.every(isAddress),
        }
      : {}),
    ...(sasl
      ? {
          sasl: {
            mechanism: MECHANISMS[sasl.mechanism],
            username: sasl.username,
            password: sasl.password,
          },
        }
      : {}),
  }
}

/** A name is told to the broker before its certificate; an address is none. */
function isAddress(broker: string): boolean {
  return isIP(broker.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) > 0
}

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const

async function readCa(name: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new CounterfoilError(
      'source-unreachable',
      `The certificate of source "${name}" cannot be read: ${path}. Write the path of a PEM file in sources.${name}.tls.ca`,
      { cause },
    )
  }
}
