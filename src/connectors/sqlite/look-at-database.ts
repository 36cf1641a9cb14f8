import { open, realpath, stat } from 'node:fs/promises'
import { CounterfoilError } from '../../domain/errors.ts'

/** A database's files as they are at one moment. */
export interface DatabaseFiles {
  /** The file itself, whatever link led to it: what belongs to it stands beside it. */
  readonly path: string
  readonly walPath: string | null
  /** Equal texts: nobody wrote between the two looks. */
  readonly fingerprint: string
  readonly changedAtMs: number
  /** A transaction is being written, or its writer died: the file alone is not whole. */
  readonly hasJournal: boolean
  /** Committed changes may stand in the write-ahead log beside it. */
  readonly usesWal: boolean
}

const MAGIC = 'SQLite format 3\0'
const JOURNAL_MAGIC = 'd9d505f920a163d7'
const HEADER_BYTES = 100

/** Looks at a database from outside, and refuses what is none. */
export async function lookAtDatabase(name: string, path: string): Promise<DatabaseFiles> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw explainOpenError(name, path, cause)
  })
  const facts = await stat(real, { bigint: true })
  if (!facts.isFile())
    throw new CounterfoilError('source-missing', `${name}: ${path} is no file; write the path of a database.`)
  const header = await readStart(real, HEADER_BYTES).catch((cause: unknown) => {
    throw explainOpenError(name, path, cause)
  })
  refuseHeader(name, path, header)
  const wal = await stat(`${real}-wal`, { bigint: true }).catch(() => null)
  const journal = await readStart(`${real}-journal`, 8).catch(() => null)
  return {
    path: real,
    walPath: wal && wal.size > 0n ? `${real}-wal` : null,
    fingerprint: [facts, wal].map((fact) => `${fact?.ino} ${fact?.size} ${fact?.mtimeNs}`).join(' '),
    changedAtMs: Math.max(Number(facts.mtimeMs), Number(wal?.mtimeMs ?? 0)),
    hasJournal: journal?.toString('hex') === JOURNAL_MAGIC,
    usesWal: header[18] === 2 || header[19] === 2,
  }
}

/**
 * Refuses a database that has fewer pages than it says: SQLite takes what lacks of the last one for zeros. For a copy that
 * has its log in it; `path` is the original, for the message.
 */
export async function refuseCutShort(name: string, path: string, copy: string): Promise<void> {
  const header = await readStart(copy, HEADER_BYTES)
  const { size } = await stat(copy)
  // 1 stands for 65,536.
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16)
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92) && header.readUInt32BE(28) > 0
  const bytes = isCounted
    ? header.readUInt32BE(28) * pageBytes
    : Math.ceil(size / Math.max(pageBytes, 512)) * pageBytes
  if (size >= bytes) return
  const sentence = `${name}: ${path} is cut short, ${size} of ${bytes} bytes; copy it again from where it came.`
  throw incomplete(sentence)
}

async function readStart(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function refuseHeader(name: string, path: string, header: Buffer): void {
  if (header.length === 0)
    throw incomplete(`${name}: ${path} is empty; copy the database again from where it came.`)
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) {
    throw incomplete(
      `${name}: ${path} is no SQLite database, or an encrypted one; check the path of the source.`,
    )
  }
  if (header.readUInt32BE(56) < 2) return
  throw new CounterfoilError(
    'source-encoding',
    `${name}: ${path} keeps its text in UTF-16; make one in UTF-8 of it (sqlite3 ${path} .dump | sqlite3 new.db) and write that as path.`,
  )
}

function explainOpenError(name: string, path: string, cause: unknown): CounterfoilError {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
    const sentence = `${name}: there is no file ${path}; check the path of the source.`
    return new CounterfoilError('source-missing', sentence)
  }
  const reason = cause instanceof Error ? cause.message : String(cause)
  const sentence = `${name}: ${path} cannot be opened (${reason}); give this process the right to read it.`
  return new CounterfoilError('source-unreachable', sentence, { cause })
}

function incomplete(sentence: string): CounterfoilError {
  return new CounterfoilError('source-incomplete', sentence)
}
