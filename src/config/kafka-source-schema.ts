import { z } from 'zod'
import { parsePath } from '../domain/json-path.ts'
import { SASL_MECHANISMS } from '../domain/settings.ts'
import { KeepConfig } from './events-schema.ts'
import * as scalars from './scalar-schemas.ts'

const PATH = 'a path into the JSON: write it like after.id, items[0].sku or ["odd.name"]'
const path = z.string({ error: PATH }).refine((text) => parsePath(text) !== null, { error: PATH })

const BROKERS = 'a list of brokers: write [host:9092, host:9092] or "${KAFKA_BROKERS}"'
const BROKER = /^\s*(\[[0-9A-Fa-f:.]+\]|[^\s:,/[\]]+)(:\d{1,5})?\s*$/
const brokerList = z
  .string({ error: BROKERS })
  .refine((text) => text.split(',').every((one) => BROKER.test(one)), { error: BROKERS })

const TOPIC = 'the name of a topic: write letters, digits, ".", "_" and "-", at most 249'

const Sasl = z.strictObject(
  {
    mechanism: scalars.choice(SASL_MECHANISMS, 'a way to log in').describe('How the user is proved.'),
    username: scalars.text('a user').describe('User.'),
    password: scalars
      .text('a password: write it as "${KAFKA_PASSWORD}" and set that environment variable')
      .describe('Password, by environment variable.'),
  },
  {
    error:
      'a mapping: write { mechanism: scram-sha-512, username: counterfoil, password: "${KAFKA_PASSWORD}" }',
  },
)

const TLS = 'yes, or a mapping: write true, or { ca: certs/kafka.pem }'

/** A topic's part of `counterfoil.yml`. */
export type KafkaSourceConfig = z.infer<typeof KafkaSourceConfig>
export const KafkaSourceConfig = z.strictObject({
  type: z.literal('kafka'),
  brokers: z.union([brokerList, z.array(brokerList).min(1, { error: BROKERS })], { error: BROKERS }).meta({
    description: 'Brokers to begin with: a list, or one text with commas.',
    examples: ['${KAFKA_BROKERS}', ['kafka-1:9092', 'kafka-2:9092']],
  }),
  topic: z
    .string({ error: TOPIC })
    .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, { error: TOPIC })
    .meta({ description: 'Name of the topic.', examples: ['orders'] }),
  format: scalars
    .choice(['json', 'debezium'], 'a format')
    .optional()
    .describe('What messages are: json (default), or debezium for its change events.'),
  from: scalars
    .choice(['beginning', 'now'], 'a place')
    .optional()
    .describe('Where reading begins the first time: now (default) or beginning.'),
  record: path.optional().meta({
    description: 'Path from a message to its record (default: the message is the record).',
    examples: ['data', 'payload.order'],
  }),
  at: path.optional().meta({
    description: "Path to when the record was written (default: the message's own time).",
    examples: ['updated_at'],
  }),
  tls: z
    .union(
      [
        z.boolean(),
        z.strictObject({
          ca: scalars.text('a path: write a PEM file').describe('PEM file of the authority to trust.'),
        }),
      ],
      { error: TLS },
    )
    .optional()
    .meta({
      description: 'Connections are encrypted (default false); ca: by an authority of your own.',
      examples: [true, { ca: 'certs/kafka.pem' }],
    }),
  keep: KeepConfig.optional(),
  sasl: Sasl.optional().describe('How the bot logs in; unsaid: it does not.'),
})
