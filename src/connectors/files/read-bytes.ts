import { type FileHandle, open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip, type Gunzip } from 'node:zlib'
import { CounterfoilError } from '../../domain/errors.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of a file, unpacked when its name ends in .gz; several packed parts one after the other are one text. A packed
 * file that is cut short, which DuckDB takes for a whole one, is `source-incomplete`.
 */
export async function* readBytes(name: string, file: string): AsyncGenerator<Buffer, void> {
  const handle = await open(file).catch((cause: unknown) => {
    throw explainOpenError(name, file, cause)
  })
  try {
    yield* unpack(name, file, handle)
  } finally {
    await handle.close()
  }
}

async function* unpack(name: string, file: string, handle: FileHandle): AsyncGenerator<Buffer, void> {
  const raw = handle.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false })
  const gunzip = /\.gz$/i.test(file) ? createGunzip({ chunkSize: CHUNK_BYTES }) : null
  // The iterator throws what the pipeline's end would tell.
  const stream: Readable = gunzip ? pipeline(raw, gunzip, () => undefined) : raw
  try {
    for await (const chunk of stream) yield chunk
    if (gunzip) await refuseRest(gunzip, handle)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const what = gunzip ? 'cannot be unpacked to its end' : 'cannot be read to its end'
    throw incomplete(`${name}: ${file} ${what} (${reason}); copy it again from where it came.`, cause)
  } finally {
    raw.destroy()
    stream.destroy()
  }
}

/** Where zeros follow what is packed, unpacking ends there in silence; a part whose beginning was lost looks like that. */
async function refuseRest(gunzip: Gunzip, handle: FileHandle): Promise<void> {
  const rest = (await handle.stat()).size - gunzip.bytesWritten
  if (rest > 0) throw new Error(`its last ${rest} bytes are not packed text`)
}

function explainOpenError(name: string, file: string, cause: unknown): CounterfoilError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : ''
  if (code === 'ENOENT') {
    return new CounterfoilError(
      'source-missing',
      `${name}: there is no file ${file}; check the path of the source.`,
    )
  }
  const reason = cause instanceof Error ? cause.message : String(cause)
  const sentence = `${name}: ${file} cannot be opened (${reason}); give this process the right to read it.`
  return new CounterfoilError('source-unreachable', sentence, { cause })
}

function incomplete(sentence: string, cause?: unknown): CounterfoilError {
  return new CounterfoilError('source-incomplete', sentence, { cause })
}
