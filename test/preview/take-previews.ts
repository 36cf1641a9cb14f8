import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contactSheet } from './contact-sheet.ts'
import { pictureOf, SCHEMES } from './picture-of.ts'
import type { Preview } from './preview.ts'
import { openPreviewStage, type PreviewStage } from './preview-stage.ts'
import { previews } from './previews.ts'

const FOLDER = new URL('../../preview/', import.meta.url).pathname
const ALL = previews()

let stage: PreviewStage
const broken: string[] = []

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true })
  stage = await openPreviewStage()
  stage.page.on('pageerror', (error) => broken.push(error.message))
})
afterAll(async () => await stage?.close())

test('takes a picture of every preview, light and dark', async () => {
  for (const preview of ALL) await take(preview)
  await writeFile(join(FOLDER, 'index.html'), contactSheet(ALL))
  console.info(`${ALL.length} previews in ${FOLDER}index.html`)
  expect(broken).toEqual([])
})

async function take(preview: Preview): Promise<void> {
  const shown = await stage.show(preview)
  for (const colorScheme of SCHEMES) {
    await stage.page.emulateMedia({ colorScheme })
    const path = join(FOLDER, pictureOf(preview, colorScheme))
    await mkdir(dirname(path), { recursive: true })
    await shown.screenshot({ path, animations: 'disabled' })
  }
  await stage.clear(preview)
}
