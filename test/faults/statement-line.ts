import { connect, createServer, type Server, type Socket } from 'node:net'

/** Before the statement reaches the server, or after the server did it and before its answer comes back. */
export type CutMode = 'before' | 'after'

/** A statement as it passed, with the step of the story it belongs to. */
export interface Statement {
  readonly step: string
  readonly text: string
}

export interface Cut {
  readonly text: string
  /** The so-manieth time that this statement passes, from 1. */
  readonly time: number
  readonly mode: CutMode
}

/** A line to a PostgreSQL server that knows where statements begin and end. */
export interface StatementLine {
  readonly port: number
  /** What passes from now on belongs to this step. */
  begin(step: string): void
  /** Cuts the connection of one statement, once; null: no more. */
  cutAt(which: Cut | null): void
  /** What passed since the last time, and whether anything was cut. */
  take(): { readonly statements: readonly Statement[]; readonly isCut: boolean }
  close(): Promise<void>
}

/** Listens in front of a server of this machine that is asked without TLS. `onCut`: told at once, before anybody notices. */
export async function openStatementLine(
  serverPort: number,
  onCut: () => void = () => {},
): Promise<StatementLine> {
  const sockets = new Set<Socket>()
  let step = ''
  let statements: Statement[] = []
  let wanted: Cut | null = null
  let isCut = false

  /** How to cut at this statement; null: it passes. */
  function judge(text: string): CutMode | null {
    statements.push({ step, text })
    if (!wanted || isCut || text !== wanted.text) return null
    const times = statements.filter((each) => each.text === text).length
    isCut = times === wanted.time
    return isCut ? wanted.mode : null
  }

  const server: Server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: serverPort, host: '127.0.0.1', noDelay: true })
    let isLastAnswer = false
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(socket)
          cut()
        })
    }
    client.on(
      'data',
      readUnits((bytes, text) => {
        const mode = text === null ? null : judge(text)
        if (mode === 'before') {
          onCut()
          return cut()
        }
        isLastAnswer = mode === 'after'
        upstream.write(bytes)
      }),
    )
    const readAnswer = readMessages((type) => {
      if (!isLastAnswer || type !== 'Z') return
      onCut()
      cut()
    })
    upstream.on('data', (chunk) => {
      if (!isLastAnswer) client.write(chunk)
      readAnswer(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    begin: (name) => {
      step = name
    },
    cutAt: (which) => {
      wanted = which
    },
    take: () => {
      const seen = { statements, isCut }
      statements = []
      isCut = false
      return seen
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** Hands on what a client says in units that the server answers: a statement with its parameters is one. */
function readUnits(pass: (bytes: Buffer, statement: string | null) => void): (chunk: Buffer) => void {
  let held: Buffer[] = []
  let statement: string | null = null
  return readMessages(
    (type, message) => {
      held.push(message)
      if (type === 'Q') statement = textAt(message, 5)
      if (type === 'P') statement = textAt(message, message.indexOf(0, 5) + 1)
      // What is only bound and executed waits for the Sync that ends it.
      if (['P', 'B', 'D', 'E', 'C', 'H'].includes(type)) return
      const [bytes, text] = [Buffer.concat(held), statement]
      held = []
      statement = null
      pass(bytes, text)
    },
    { hasGreeting: true },
  )
}

/** Statements that differ only in how many rows or parameters they have are one kind. */
function textAt(message: Buffer, start: number): string {
  const text = message.toString('utf8', start, message.indexOf(0, start))
  return text
    .replace(/\$\d+/g, '?')
    .replace(/\((\?|default)(, (\?|default))*\)(, \((\?|default)(, (\?|default))*\))*/g, '(...)')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Finds the messages of PostgreSQL's protocol in a stream; a client's first has no type. */
function readMessages(
  pass: (type: string, message: Buffer) => void,
  { hasGreeting = false } = {},
): (chunk: Buffer) => void {
  let held = Buffer.alloc(0)
  let isGreeting = hasGreeting
  return (chunk) => {
    held = Buffer.concat([held, chunk])
    for (;;) {
      const typeBytes = isGreeting ? 0 : 1
      if (held.length < typeBytes + 4) return
      const length = typeBytes + held.readInt32BE(typeBytes)
      if (held.length < length) return
      const message = held.subarray(0, length)
      held = held.subarray(length)
      const type = isGreeting ? '' : String.fromCharCode(message[0]!)
      isGreeting = false
      pass(type, message)
    }
  }
}
