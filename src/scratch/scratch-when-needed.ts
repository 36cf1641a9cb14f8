import { openScratch, type Scratch } from './open-scratch.ts'

/** A scratch that may never be needed. */
export interface ScratchWhenNeeded {
  /** Opens it the first time. Rejects when it was closed. */
  open(): Promise<Scratch>
  close(): Promise<void>
}

/** Opens a scratch when it is first asked for, and none after it was closed: nobody would remove its folder. */
export function scratchWhenNeeded(scratchFolder: string): ScratchWhenNeeded {
  let scratch: Promise<Scratch> | null = null
  let isClosed = false
  return {
    open: async () => {
      if (isClosed) throw new Error('The scratch database is closed.')
      scratch ??= openScratch(scratchFolder)
      return await scratch
    },
    close: async () => {
      isClosed = true
      // Who asked for it was told when it could not be opened.
      const opened = await scratch?.catch(() => null)
      await opened?.close()
    },
  }
}
