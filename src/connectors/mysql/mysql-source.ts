import type { MysqlSettings } from '../../domain/settings.ts'

/** A MySQL or MariaDB source as the config names it. */
export interface MysqlSource {
  readonly name: string
  readonly settings: MysqlSettings
}
