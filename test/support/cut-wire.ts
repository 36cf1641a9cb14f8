import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A wire to a server that can be cut and joined again: what a restart of the server looks like from outside. */
export interface CutWire {
  /** The same address as the server's, through the wire. */
  readonly url: string
  cut(): Promise<void>
  join(): Promise<void>
  close(): Promise<void>
}

export async function openCutWire(serverUrl: string): Promise<CutWire> {
  const target = new URL(serverUrl)
  const open = new Set<Socket>()
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    keep(near)
    keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const cut = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      for (const socket of open) socket.destroy()
    })
  const url = Object.assign(new URL(serverUrl), { port: String(port) }).href
  return {
    url,
    cut,
    join: () => listen(port),
    close: async () => (server.listening ? await cut() : undefined),
  }
}
