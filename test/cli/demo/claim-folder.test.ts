import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimFolder, emptyFolder } from '../../../src/cli/demo/claim-folder.ts'

let parent: string
let folder: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'counterfoil-claim-'))
  folder = join(parent, 'demo')
})
afterEach(() => rm(parent, { recursive: true, force: true }))

test('claimFolder() makes the folder, and refuses a second demo in it until it is given back', async () => {
  const release = await claimFolder(folder, 'demo')
  await expect(claimFolder(folder, 'demo')).rejects.toMatchObject({
    code: 'tracker-busy',
    message: expect.stringContaining(folder),
  })
  await release()
  await (await claimFolder(folder, 'demo'))()
})

test('claimFolder() refuses a folder with files of something else, and leaves them alone', async () => {
  await mkdir(folder)
  await writeFile(join(folder, 'counterfoil.yml'), 'mine')
  await expect(claimFolder(folder, 'demo')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('--data'),
  })
  expect(await readdir(folder)).toEqual(['counterfoil.yml'])
})

test('emptyFolder() deletes what earlier demos left and keeps the claim', async () => {
  const release = await claimFolder(folder, 'demo')
  await mkdir(join(folder, 'tracker'))
  await writeFile(join(folder, 'state.json'), '{}')
  await emptyFolder(folder, 'demo')
  expect(await readdir(folder)).toEqual(['demo'])
  await release()
})
