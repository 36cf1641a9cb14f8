import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../src/connectors/contract.ts'
import { findLines } from '../../../src/connectors/files/find-lines.ts'
import { joinLines } from '../../../src/connectors/files/join-lines.ts'
import { openConnector } from '../../../src/connectors/open-connector.ts'
import { openScratch, type Scratch } from '../../../src/scratch/open-scratch.ts'
import { nowhere, quietLog } from '../read-all.ts'

let folder: string
let scratch: Scratch
const opened: Connector[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counterfoil-pays-'))
  scratch = await openScratch(join(folder, 'scratch'))
})
afterAll(async () => {
  for (const connector of opened) await connector.close()
  await scratch.close()
  await rm(folder, { recursive: true, force: true })
})

const NOTE = 'x'.repeat(1000)
const rows = (count: number, row: (n: number) => string) =>
  `id,name,note\n${Array.from({ length: count }, (_, n) => `${row(n)},${NOTE}\n`).join('')}`

async function side(name: string, content: string) {
  const path = join(folder, `${name}.csv`)
  await writeFile(path, content)
  const settings = { type: 'files', path } as const
  const connector = await openConnector({ name, settings, scratchFolder: folder, log: quietLog })
  opened.push(connector)
  const columns = ['id', 'name', 'note']
  return { location: nowhere, columns, allColumns: columns, joins: connector.joins! }
}

const ORDER = {
  keyOrder: ['bytes'],
  summedCells: [],
  signal: new AbortController().signal,
  maxKeys: 100,
} as const

describe('a join of files pays', () => {
  const MANY = 5000
  const plain = rows(MANY, (n) => `${n},name ${n}`)
  test.each([
    [true, 'little differs', plain, rows(MANY, (n) => `${n},name ${n % 50 === 0 ? 'x' : n}`)],
    [true, 'the other is in another order', plain, rows(MANY, (n) => `${MANY - n},name`)],
    [false, 'they are small', rows(50, String), rows(50, String)],
    [false, 'nearly all differs', plain, rows(MANY, (n) => `${n},no name`)],
    [false, 'a key occurs more than once', plain, rows(MANY, (n) => `${n % 100},name ${n}`)],
    [false, 'keys are quoted', plain, rows(MANY, (n) => `"${n}",name ${n}`)],
  ])('%s: %s', async (pays, _, a, b) => {
    const sides = [await side('a', a), await side('b', b)]
    expect(await sides[0]!.joins.pays!({ ...ORDER, sides })).toBe(pays)
  })
})

test('a join that takes too long is given up, and one that is stopped fails', async () => {
  const path = join(folder, 'c.csv')
  await writeFile(path, 'id,name\n1,x\n')
  const source = {
    name: 'c',
    settings: { type: 'files', path },
    scratch: async () => scratch,
    memoryBytes: 1,
  } as const
  const columns = ['id', 'name']
  const { joins } = await side('d', 'id,name\n')
  const one = { source, location: nowhere, columns, allColumns: columns, joins }
  const found = await findLines({ ...ORDER, sides: [one, one] })
  if ('why' in found) throw new Error(found.why)
  const over = AbortSignal.abort(new Error('over'))
  const options = { ...ORDER, patience: over }
  expect(await joinLines(scratch, found.found, options)).toEqual({
    why: 'the join takes long, as it does where a key occurs often',
  })
  await expect(joinLines(scratch, found.found, { ...options, signal: over })).rejects.toThrow('over')
  const { signal } = new AbortController()
  expect(await joinLines(scratch, found.found, { ...options, patience: signal })).toEqual({
    identical: 1,
    keys: [],
    hasUnkeyed: false,
    lines: [[], []],
  })
})
