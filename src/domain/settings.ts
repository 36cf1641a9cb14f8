import type { Reconciliation } from './reconciliation.ts'

/** `counterfoil.yml`, refused or normalised. Secrets stand in it resolved: never log it. */
export interface Settings {
  readonly sources: Readonly<Record<string, SourceSettings>>
  readonly reconciliations: readonly Reconciliation[]
}

export type SourceSettings = PostgresSettings | MysqlSettings | FilesSettings

export interface PostgresSettings {
  readonly type: 'postgres'
  readonly url: string
  readonly statementTimeoutSeconds: number
}

export interface MysqlSettings {
  readonly type: 'mysql'
  readonly url: string
  readonly statementTimeoutSeconds: number
}

export interface FilesSettings {
  readonly type: 'files'
  /** Absolute path or glob; csv, tsv, ndjson, parquet, each also with .gz where that makes sense. */
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
