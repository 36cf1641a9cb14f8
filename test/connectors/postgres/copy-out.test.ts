import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { CopyOut } from '../../../src/connectors/postgres/copy-out.ts'

const LONG = `2\t${'long '.repeat(40_000)}\n`
const MESSAGES = [
  message('H', Buffer.from([0, 0, 1, 0, 0])),
  message('d', '1\tone\n'),
  message('N', 'SNOTICE\0\0'),
  message('d', ''),
  message('d', LONG),
  message('d', '3\tthree\n'),
]
const DONE = Buffer.concat([message('c', ''), message('C', 'COPY 3\0'), message('Z', 'I')])

test('CopyOut hands out the rows and leaves the rest to the driver, wherever the network cuts the messages', async () => {
  const sent = Buffer.concat([...MESSAGES, DONE])
  const sizes = [sent.length, 65_536, 1000, ...Array.from({ length: 40 }, (_, at) => at + 1)]
  for (const size of sizes) {
    const { rows, driven } = await receive(sent, size)
    expect(rows).toBe(`1\tone\n${LONG}3\tthree\n`)
    expect(driven).toEqual(DONE)
  }
})

test('CopyOut leaves an error of the server to the driver, with the bytes it has of it', async () => {
  const error = message('E', 'SERROR\0C57014\0\0')
  const { driven } = await receive(Buffer.concat([...MESSAGES, error]), 50, { fails: true })
  expect(driven).toEqual(error)
})

/** Sends the bytes piece by piece, each a memory of its own as those of a socket are. */
async function receive(sent: Buffer, size: number, { fails = false } = {}) {
  const stream = Object.assign(new EventEmitter(), { pause: () => undefined, resume: () => undefined })
  const driven: Buffer[] = []
  stream.on('data', (bytes: Buffer) => driven.push(bytes))
  const copy = new CopyOut('COPY t TO STDOUT')
  copy.submit({ stream, query: () => undefined } as unknown as pg.Connection)
  for (let at = 0; at < sent.length; at += size) {
    stream.emit('data', Buffer.from(Uint8Array.prototype.slice.call(sent, at, at + size)))
  }
  const rows: Buffer[] = []
  if (!fails) for await (const piece of copy) rows.push(piece as Buffer)
  return { rows: Buffer.concat(rows).toString(), driven: Buffer.concat(driven) }
}

function message(code: string, body: string | Buffer): Buffer {
  const content = Buffer.from(body as string)
  const head = Buffer.alloc(5)
  head.write(code)
  head.writeUInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}
