import { utimes, writeFile } from 'node:fs/promises'

/** Writes a file as if a minute ago: a source of files waits until nobody has written to one for a while. */
export async function writeSettled(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content)
  const before = new Date(Date.now() - 60_000)
  await utimes(path, before, before)
}
