import { lstat, mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * Where a comparison without a config keeps its scratch files: below COUNTERFOIL_DATA where that is set, else in the
 * system's temporary folder. The folder it runs in may be read-only, and is none of ours.
 */
export async function chooseScratchFolder(dataFolder: string | undefined): Promise<string> {
  if (dataFolder) return join(dataFolder, 'scratch')
  // One folder a user, so that the next comparison clears away what a killed one left.
  const folder = join(tmpdir(), `counterfoil-${userInfo().uid}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return (await isOursAlone(folder)) ? folder : await mkdtemp(`${folder}-`)
}

/** Anybody may make a folder of that name in a shared temporary folder, and read what is written there. */
async function isOursAlone(folder: string): Promise<boolean> {
  const facts = await lstat(folder)
  const isPrivate = process.platform === 'win32' || (facts.mode & 0o077) === 0
  return facts.isDirectory() && isPrivate && (facts.uid === userInfo().uid || process.platform === 'win32')
}
