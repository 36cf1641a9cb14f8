import type { HttpDoor } from './http-door.ts'
import type { IncidentSettings } from './incident.ts'
import type { Reconciliation } from './reconciliation.ts'

/** `counterfoil.yml`, refused or normalised. Secrets stand in it resolved: never log it. */
export interface Settings {
  readonly sources: Readonly<Record<string, SourceSettings>>
  readonly reconciliations: readonly Reconciliation[]
  /** Absent: everything is kept. */
  readonly retention?: Retention
  /** How long a bot that stops waits for what is in hand; absent: 30. */
  readonly stopWithinSeconds?: number
  /** Absent: there is no HTTP API. */
  readonly http?: HttpDoor
  /** Where incidents are opened, by name; absent: nowhere. */
  readonly incidents?: Readonly<Record<string, IncidentSettings>>
}

/** How long what is over is kept, in seconds and as it was written; absent: for good. */
export interface Retention {
  /** Resolved discrepancies with their history, from when they were resolved and last seen. */
  readonly resolvedSeconds?: number
  /** Runs, from when they ended. */
  readonly runsSeconds?: number
  /** For the checkpoints, as in the config. */
  readonly policy: string
}

export type SourceSettings =
  | PostgresSettings
  | MysqlSettings
  | FilesSettings
  | HttpSettings
  | SqliteSettings
  | EventsSettings
  | KafkaSettings

export interface PostgresSettings {
  readonly type: 'postgres'
  readonly url: string
  /** Another login for the same database, that may write: only remedies use it. Absent: none can. */
  readonly writeUrl?: string
  readonly statementTimeoutSeconds: number
  /** Absent: it is read whenever a run wants to. */
  readonly pauseWhile?: PauseRule
}

export interface MysqlSettings {
  readonly type: 'mysql'
  readonly url: string
  /** Another login for the same database, that may write: only remedies use it. Absent: none can. */
  readonly writeUrl?: string
  readonly statementTimeoutSeconds: number
  /** Absent: it is read whenever a run wants to. */
  readonly pauseWhile?: PauseRule
}

/** When a source is too busy to be read. */
export interface PauseRule {
  /** Answers with one number or boolean: other than zero, or true, is busy. */
  readonly query: string
  readonly everySeconds: number
  /** Of one wait; then the run fails. */
  readonly atMostSeconds: number
}

export interface FilesSettings {
  readonly type: 'files'
  /** Absolute path or glob; csv, tsv, json, ndjson, parquet, each also with .gz where that makes sense. */
  readonly path: string
  /** Where in a .json file its array of records is: names parted by dots; absent: the file is the array. */
  readonly records?: string
  /** A file that changed less than so long ago is waited for; absent: none is. */
  readonly settledForSeconds?: number
  /** What the last line of a text file matches; absent: it is a record like the others. */
  readonly trailer?: string
}

export interface SqliteSettings {
  readonly type: 'sqlite'
  /** Absolute. */
  readonly path: string
}

/** Systems that tell what they write, record by record. */
export interface EventsSettings {
  readonly type: 'events'
  /** A record that no side wrote for so long is no longer kept. */
  readonly keepSeconds: number
}

/** One topic of Kafka. Paths are JSON paths. */
export interface KafkaSettings {
  readonly type: 'kafka'
  /** `host:port`. */
  readonly brokers: readonly string[]
  readonly topic: string
  readonly format: 'json' | 'debezium'
  /** Where reading begins the first time. */
  readonly from: 'beginning' | 'now'
  /** From a message's value to its record; empty: the value is the record. */
  readonly record: string
  /** To when it was written, in the record or around it; null: the message's own time, or Debezium's. */
  readonly at: string | null
  /** A record that no side wrote for so long is no longer kept. */
  readonly keepSeconds: number
  /** `ca`: absolute path of a PEM file; null: the authorities that Node.js trusts. */
  readonly tls: { readonly ca: string | null } | null
  readonly sasl: KafkaSasl | null
}

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
export interface KafkaSasl {
  readonly mechanism: (typeof SASL_MECHANISMS)[number]
  readonly username: string
  readonly password: string
}

/** An HTTP API that lists its records as JSON. Paths are JSON paths as `domain/json-path.ts` reads them. */
export interface HttpSettings {
  readonly type: 'http'
  readonly url: string
  readonly auth: HttpAuth | null
  readonly headers: Readonly<Record<string, string>>
  /** Path from the body to the list of records; empty: the body is the list. */
  readonly records: string
  /** Path from a record to what identifies it in the API; null: the side's key does. */
  readonly id: string | null
  /** Null: everything comes with one request. */
  readonly next: HttpPaging | null
  readonly rate: HttpRate | null
  readonly timeoutSeconds: number
  /** How often a request that failed for the moment is sent again. */
  readonly retries: number
  /** Requests under way at the same time, where they do not depend on each other. */
  readonly concurrency: number
  /** Where one record is, with `{key}` or `{column}` in it; null: only the list is known. */
  readonly record: string | null
  /** Parameters that ask for what changed, with `{since}` or `{sinceSeconds}` in them. */
  readonly since: string | null
}

export interface HttpRate {
  readonly requests: number
  readonly seconds: number
}

export type HttpAuth =
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'oauth'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope: string | null
      /** Where the token endpoint expects the client's id and secret. */
      readonly send: 'header' | 'body'
    }

/** How the next page is asked for. */
export type HttpPaging = HttpPagingRule & {
  /** The parameter that says how many records a page shall have. */
  readonly size: { readonly param: string; readonly records: number } | null
  /** Path to the number of all records; null: the API does not tell. */
  readonly total: string | null
}

export type HttpPagingRule =
  | { readonly kind: 'page'; readonly param: string; readonly first: number }
  | { readonly kind: 'offset'; readonly param: string }
  | {
      readonly kind: 'cursor'
      readonly path: string
      readonly param: string
      readonly absentAtEnd: boolean
    }
  | { readonly kind: 'keyset'; readonly param: string; readonly field: string }
  | { readonly kind: 'url'; readonly path: string; readonly absentAtEnd: boolean }
  | { readonly kind: 'link' }

/** What the process takes from its environment; read in one file, `config/read-environment.ts`. */
export interface Environment {
  readonly slackBotToken: string | null
  readonly slackAppToken: string | null
  /** Of an app in HTTP mode, which has no app token. */
  readonly slackSigningSecret: string | null
  /** Where HTTP mode listens; absent: 3000. */
  readonly httpPort?: number
  /** Always ends in a slash. */
  readonly slackApiUrl: string
  /** Null: the embedded tracker in `dataFolder`. */
  readonly databaseUrl: string | null
  /** Absolute. Embedded tracker and scratch files. */
  readonly dataFolder: string
  /** Signs and checks what is said of pruned history; null: it is not signed. */
  readonly auditKey: string | null
}
