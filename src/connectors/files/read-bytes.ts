import { type FileHandle, open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CounterfoilError } from '../../domain/errors.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of a file, unpacked when its name ends in .gz. A packed file that is cut short, which DuckDB takes for a
 * whole one, is `source-incomplete`.
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
  const packed = /\.gz$/i.test(file)
  // The iterator throws what the pipeline's end would tell.
  const stream: Readable = packed
    ? pipeline(raw, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : raw
  try {
    for await (const chunk of stream) yield chunk
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const what = packed ? 'cannot be unpacked to its end' : 'cannot be read to its end'
    throw incomplete(`${name}: ${file} ${what} (${reason}); copy it again from where it came.`, cause)
  } finally {
    raw.destroy()
    stream.destroy()
  }
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
