import { randomUUID } from 'node:crypto'
import type { SharedFile } from './contents.ts'
import { detectType, type FileType, UNKNOWN_TYPE } from './file-type.ts'

/** Older bytes are let go beyond this, so that a stand-in left alone for weeks stays small. */
const KEPT_BYTES = 64 * 2 ** 20

/**
 * When a finished upload can be used: after so many looks by files.info that still see it in work, or after so long,
 * whichever is first.
 */
export type FileReadiness = { readonly looks: number; readonly ms: number } | 'never'

/** An upload from the moment that its address was given out. */
export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly length: number
  readonly alt: string
  readonly createdAt: number
  title: string
  /** Null before they come, and when they were let go. */
  bytes: Uint8Array | null
  type: FileType
  completedAt: number | null
  looks: number
  readonly shares: { readonly channel: string; readonly ts: string }[]
}

export interface FileStore {
  /** Makes room for a file; the ticket is the secret part of its upload address. */
  expect(facts: Pick<StoredFile, 'name' | 'length' | 'alt'>): { file: StoredFile; ticket: string }
  /** Takes the bytes of an upload that is not finished; null: there is none. */
  awaitedBy(ticket: string): StoredFile | null
  receive(file: StoredFile, bytes: Uint8Array): void
  find(id: string): StoredFile | null
}

export function openFiles(now: () => Date): FileStore {
  const files = new Map<string, StoredFile>()
  const tickets = new Map<string, string>()
  return {
    expect(facts) {
      const file: StoredFile = {
        ...facts,
        id: `F${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
        createdAt: Math.floor(now().getTime() / 1000),
        title: facts.name,
        bytes: null,
        type: UNKNOWN_TYPE,
        completedAt: null,
        looks: 0,
        shares: [],
      }
      const ticket = randomUUID()
      files.set(file.id, file)
      tickets.set(ticket, file.id)
      return { file, ticket }
    },
    awaitedBy(ticket) {
      const file = files.get(tickets.get(ticket) ?? '')
      return file !== undefined && file.completedAt === null ? file : null
    },
    receive(file, bytes) {
      file.bytes = bytes
      file.type = detectType(file.name, bytes)
      letGo([...files.values()], file)
    },
    find: (id) => files.get(id) ?? null,
  }
}

/** The oldest first, and never the newest. */
function letGo(files: readonly StoredFile[], newest: StoredFile): void {
  let held = files.reduce((sum, each) => sum + (each.bytes?.length ?? 0), 0)
  for (const file of files) {
    if (held <= KEPT_BYTES) return
    if (file === newest || file.bytes === null) continue
    held -= file.bytes.length
    file.bytes = null
  }
}

export function isReady(file: StoredFile, readiness: FileReadiness, now: number): boolean {
  if (file.completedAt === null || readiness === 'never') return false
  return file.looks >= readiness.looks || now - file.completedAt >= readiness.ms
}

export function toShared(file: StoredFile): SharedFile {
  const { id, name, title, length, alt, type } = file
  return { id, name, title, mimetype: type.mimetype, bytes: length, alt }
}
