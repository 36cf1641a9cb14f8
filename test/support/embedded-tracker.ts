import { openDatabase } from '../../src/store/open-database.ts'
import { copyMadeOnce } from './made-once.ts'

/** Puts an embedded tracker without a row into a data folder, as a first start leaves it. */
export async function copyEmbeddedTracker(dataFolder: string): Promise<void> {
  await copyMadeOnce('embedded-tracker', dataFolder, async (folder) => {
    const { close } = await openDatabase({ databaseUrl: null, dataFolder: folder })
    await close()
  })
}
