import { z } from 'zod'
import { trailerProblem } from '../domain/trailer-pattern.ts'
import { EventsConfig } from './events-schema.ts'
import { HttpSourceConfig } from './http-source-schema.ts'
import { KafkaSourceConfig } from './kafka-source-schema.ts'
import { PauseConfig } from './pause-schema.ts'
import * as scalars from './scalar-schemas.ts'
import { SqliteConfig } from './sqlite-schema.ts'

export const SOURCE_TYPES = ['postgres', 'mysql', 'files', 'http', 'sqlite', 'events', 'kafka'] as const

const RECORDS = 'a path of names: write data, or result.items'
const TRAILER =
  'a pattern of the last line: write a regular expression in quotes, such as "^EOF$" or "^TRAILER,{rows}$"'

/** Never used to read. */
const write = scalars.text('a URL: write it as "${NAME_WRITE_URL}" and set that environment variable').meta({
  description: 'Another login for the same database, which may write: remedies alone use it.',
  examples: ['${BILLING_WRITE_URL}'],
})

const SourceConfig = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({
        type: z.literal(SOURCE_TYPES[0]),
        url: scalars
          .text('a PostgreSQL URL: write it as "${NAME_URL}" and set that environment variable')
          .meta({
            description: 'Connection URL, by environment variable.',
            examples: ['${CRM_URL}'],
          }),
        statementTimeout: scalars.duration
          .optional()
          .describe('A statement may take this long (default 1h).'),
        pauseWhile: PauseConfig.optional(),
        write: write.optional(),
      }),
      z.strictObject({
        type: z.literal(SOURCE_TYPES[1]),
        url: scalars.text('a MySQL URL: write it as "${NAME_URL}" and set that environment variable').meta({
          description: 'Connection URL of MySQL or MariaDB, by environment variable.',
          examples: ['${BILLING_URL}'],
        }),
        statementTimeout: scalars.duration
          .optional()
          .describe('A statement may take this long (default 1h).'),
        pauseWhile: PauseConfig.optional(),
        write: write.optional(),
      }),
      z.strictObject({
        type: z.literal(SOURCE_TYPES[2]),
        path: scalars.text('a path: write a file or a pattern such as exports/*.csv').meta({
          description:
            'File or pattern, relative to this file: csv, tsv, json, ndjson, parquet, also with .gz.',
          examples: ['exports/*.csv'],
        }),
        records: z
          .string({ error: RECORDS })
          .regex(/^[^.]+(\.[^.]+)*$/, { error: RECORDS })
          .optional()
          .meta({
            description:
              'Where in a .json file its array of records is (unless said, the file is the array).',
            examples: ['data', 'result.items'],
          }),
        settledFor: scalars.duration
          .optional()
          .describe('A file that changed less than so long ago is waited for (default 1s).'),
        trailer: z
          .string({ error: TRAILER })
          .min(1, { error: TRAILER })
          .superRefine((pattern, context) => {
            const problem = trailerProblem(pattern)
            if (problem) context.addIssue({ code: 'custom', message: `a trailer to use: ${problem}` })
          })
          .optional()
          .meta({
            description:
              'A regular expression for the last line, which is then no record; {rows} in it is the number of records.',
            examples: ['^EOF$', '^TRAILER,{rows}$'],
          }),
      }),
      HttpSourceConfig,
      SqliteConfig,
      EventsConfig,
      KafkaSourceConfig,
    ],
    {
      error:
        'a source: write { type: postgres, url: "${NAME_URL}" }, { type: mysql, url: "${NAME_URL}" } or { type: files, path: exports/*.csv }',
    },
  )
  .describe('A system that can be read.')
export const SourcesConfig = z
  .record(scalars.sideName, SourceConfig, {
    error: 'a mapping: write name: { type, ... }, one source a line',
  })
  .describe('The systems that can be read.')
export type SourceConfig = z.infer<typeof SourceConfig>
