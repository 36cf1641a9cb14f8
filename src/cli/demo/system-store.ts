import type { SampleSystem } from './sample-system.ts'

/** Where sample systems live while the demo runs; `write` makes one readable as it now is, all or nothing. */
export interface SystemStore {
  write(system: SampleSystem): Promise<void>
  close(): Promise<void>
}
