import type { RandomNumbers } from '../../src/cli/demo/random-numbers.ts'
import type { Connector } from '../../src/connectors/contract.ts'
import type { ChangingRecords } from './changing-records.ts'

/** A source whose answers can be cut. Its name is that of the source in the config, and of its reconciliation. */
export interface CuttableSource {
  readonly name: string
  /** Of the config's environment: where it is. */
  readonly variables: Readonly<Record<string, string>>
  /** The source, its side and more of the reconciliation, as they stand in the config. */
  readonly config: string
  readonly side: string
  readonly rules?: string
  /** Where the other side is, unless it is the plain table `NAME_crm`. */
  readonly otherSide?: string
  /** Opens it in its own way. */
  readonly connect?: () => Promise<Connector>
  write(records: ChangingRecords): Promise<void>
  /** Cuts what the next run reads after so many bytes. */
  cut(afterBytes: number, random: RandomNumbers): Promise<void>
  /** Makes it whole again: how much it said, and whether that was cut. */
  mend(): Promise<{ readonly bytes: number; readonly isCut: boolean }>
  close(): Promise<void>
}
