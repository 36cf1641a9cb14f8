import type { Reconciliation } from './reconciliation.ts'

/** `counterfoil.yml`, refused or normalised. Secrets stand in it resolved: never log it. */
export interface Settings {
  readonly sources: Readonly<Record<string, SourceSettings>>
  readonly reconciliations: readonly Reconciliation[]
}

export type SourceSettings = PostgresSettings | FilesSettings | SqliteSettings

export interface PostgresSettings {
  readonly type: 'postgres'
  readonly url: string
  readonly statementTimeoutSeconds: number
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

/** What the process takes from its environment; read in one file, `config/read-environment.ts`. */
export interface Environment {
  readonly slackBotToken: string | null
  readonly slackAppToken: string | null
  readonly slackSigningSecret: string | null
  /** Always ends in a slash. */
  readonly slackApiUrl: string
  /** Null: the embedded tracker in `dataFolder`. */
  readonly databaseUrl: string | null
  /** Absolute. Embedded tracker and scratch files. */
  readonly dataFolder: string
}
