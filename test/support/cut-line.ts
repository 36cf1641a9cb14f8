import { connect, createServer, type Server, type Socket } from 'node:net'

/** A line to a server that breaks. */
export interface CutLine {
  readonly port: number
  close(): Promise<void>
}

/** Listens in front of a server of this machine, lets so many bytes of its answers through and then cuts the line. */
export async function cutLine(serverPort: number, afterBytes: number): Promise<CutLine> {
  const sockets: Socket[] = []
  const server: Server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1')
    sockets.push(client, upstream)
    let left = afterBytes
    client.on('error', () => undefined).pipe(upstream)
    upstream
      .on('error', () => undefined)
      .on('data', (chunk) => {
        client.write(chunk.subarray(0, left))
        left -= chunk.length
        if (left <= 0) client.end(() => client.destroy())
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
