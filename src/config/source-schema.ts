import { z } from 'zod'
import * as scalars from './scalar-schemas.ts'

export const SOURCE_TYPES = ['postgres', 'mysql', 'files'] as const

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
      }),
      z.strictObject({
        type: z.literal(SOURCE_TYPES[2]),
        path: scalars.text('a path: write a file or a pattern such as exports/*.csv').meta({
          description: 'File or pattern, relative to this file: csv, tsv, ndjson, parquet, also with .gz.',
          examples: ['exports/*.csv'],
        }),
      }),
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
