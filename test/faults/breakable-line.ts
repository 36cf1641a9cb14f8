import { connect, createServer, type Server, type Socket } from 'node:net'

/** How a line breaks. */
export interface Break {
  /** How many more bytes of answers, over all connections, it lets through. */
  readonly afterBytes: number
  /** Whether the other end sees a reset, or an ordinary end. */
  readonly isReset: boolean
  /** Whether whoever connects anew meets the same fate, until it is mended. */
  readonly staysDown: boolean
}

/** A line to a server that breaks and is mended, always at the same port. */
export interface BreakableLine {
  readonly port: number
  breakAfter(how: Break): void
  /** From now on it is whole; returns how many bytes came through since the last time, and whether it was cut. */
  mend(): { readonly bytes: number; readonly isCut: boolean }
  close(): Promise<void>
}

/** Listens in front of a server of this machine. */
export async function openBreakableLine(serverPort: number): Promise<BreakableLine> {
  const sockets = new Set<Socket>()
  let coming: Break | null = null
  let passed = 0
  let isBroken = false

  const server: Server = createServer({ noDelay: true }, (client) => {
    if (isBroken && coming?.staysDown) return void client.destroy()
    const upstream = connect({ port: serverPort, host: '127.0.0.1', noDelay: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('close', () => upstream.destroy()).pipe(upstream)
    upstream.on('end', () => client.end())
    upstream.on('data', (chunk) => {
      const left = coming && !isBroken ? coming.afterBytes - passed : Number.POSITIVE_INFINITY
      passed += Math.min(chunk.length, left)
      if (chunk.length < left) return void client.write(chunk)
      isBroken = true
      client.write(chunk.subarray(0, left), () => (coming?.isReset ? client.resetAndDestroy() : client.end()))
      upstream.destroy()
      if (coming?.staysDown) for (const socket of sockets) if (socket !== client) socket.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    breakAfter: (how) => {
      coming = how
    },
    mend: () => {
      const seen = { bytes: passed, isCut: isBroken }
      coming = null
      passed = 0
      isBroken = false
      return seen
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
