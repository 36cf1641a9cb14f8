import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A receiver of incidents that only says what arrives. */
export interface DemoPager {
  readonly url: string
  close(): Promise<void>
}

/** Listens on this computer; `tell` hears of each call: `pager: opened #12, balance differs`. */
export async function openPager(tell: (line: string) => void): Promise<DemoPager> {
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => '')
    tell(`pager: ${describe(body)}`)
    response.writeHead(202, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/incidents`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function describe(body: string): string {
  try {
    const { event, number, title } = JSON.parse(body) as Record<string, unknown>
    return `${event} #${number}, ${title}`
  } catch {
    return 'something that is no incident'
  }
}
