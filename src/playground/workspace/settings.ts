import type { FileReadiness } from './files.ts'

/** What depends on the workspace's plan and its admins. */
export interface WorkspaceSettings {
  /** User groups are part of paid plans only. */
  plan: 'free' | 'paid'
  /** The workspace has said all that its plan allows. */
  messageLimitReached: boolean
  /** How long after a post its author can change it; null: for ever. */
  editWindowMinutes: number | null
  fileUploads: 'all' | 'images' | 'none'
  fileStorageFull: boolean
  fileReadiness: FileReadiness
  /** False: a finished upload is answered with `ok`, and never shows up in the channel. */
  sharesFiles: boolean
  /** The two tabs of the app's Home, as its manifest has them. */
  homeTab: boolean
  messagesTab: boolean
}

export function defaultSettings(): WorkspaceSettings {
  return {
    plan: 'paid',
    messageLimitReached: false,
    editWindowMinutes: null,
    fileUploads: 'all',
    fileStorageFull: false,
    fileReadiness: { looks: 1, ms: 3_000 },
    sharesFiles: true,
    homeTab: true,
    messagesTab: true,
  }
}
