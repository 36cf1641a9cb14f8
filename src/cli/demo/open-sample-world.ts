import { applyEdits, type Edit } from './apply-edits.ts'
import type { DemoState } from './demo-state.ts'
import { openSampleStore, type SampleStore } from './open-sample-store.ts'
import type { SampleSystem, SampleSystems, SystemName } from './sample-system.ts'
import { type SampleData, sampleData } from './sample-systems.ts'
import { storyStep } from './story.ts'

/** The running sample systems. */
export interface SampleWorld {
  readonly data: SampleData
  readonly store: SampleStore
  current(): SampleSystems
  /** The one place that changes them: in memory, then where Counterfoil reads them. */
  apply(edits: readonly Edit[]): Promise<void>
  close(): Promise<void>
}

/** Makes the sample systems of a day in a folder, as they are after `stepsTold` steps of the story. */
export async function openSampleWorld(folder: string, { day, stepsTold }: DemoState): Promise<SampleWorld> {
  const data = sampleData(day)
  const told = Array.from({ length: stepsTold }, (_, index) => storyStep(index, data).edits).flat()
  let systems = applyEdits(data.clean, told)
  const store = await openSampleStore(folder)
  await writeAll(store, Object.values(systems))
  return {
    data,
    store,
    current: () => systems,
    apply: async (edits) => {
      systems = applyEdits(systems, edits, data.clean)
      const touched = new Set<SystemName>(edits.map((edit) => edit.system))
      await writeAll(
        store,
        [...touched].map((name) => systems[name]),
      )
    },
    close: store.close,
  }
}

async function writeAll(store: SampleStore, systems: readonly SampleSystem[]): Promise<void> {
  for (const system of systems) await store.write(system.isWithheld ? { ...system, rows: [] } : system)
}
