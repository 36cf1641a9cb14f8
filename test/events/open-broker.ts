import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Admin } from '@platformatic/kafka'
import { findFreePort } from '../support/find-free-port.ts'

/** A real broker of Apache Kafka of one test file. */
export interface TestBroker {
  /** `host:port` */
  readonly address: string
  /** Whether it is this file's own, so that it can be killed and removed. */
  readonly isOwn: boolean
  /** Ends its process without a word; what it was told to keep stays. */
  kill(): Promise<void>
  /** Starts it again on the same port with the same log. */
  start(): Promise<void>
  close(): Promise<void>
}

const { KAFKA_BROKERS, COUNTERFOIL_KAFKA_LIBS: LIBS, COUNTERFOIL_REQUIRE_KAFKA } = process.env

/** Why tests that need a broker cannot run here; null where they can. CI requires one, and then they fail instead. */
export const BROKER_MISSING: string | null =
  KAFKA_BROKERS || LIBS || COUNTERFOIL_REQUIRE_KAFKA
    ? null
    : 'skipped: KAFKA_BROKERS names no broker, and COUNTERFOIL_KAFKA_LIBS no folder with its jars (test/events/fetch-kafka.sh)'

/** The broker of KAFKA_BROKERS, or one of its own on free ports in a temporary folder (`properties`: more of its settings). */
export async function openBroker(properties: readonly string[] = []): Promise<TestBroker> {
  if (KAFKA_BROKERS && properties.length === 0) return foreign(KAFKA_BROKERS.split(',')[0]!)
  if (!LIBS || !existsSync(LIBS))
    throw new Error(`COUNTERFOIL_KAFKA_LIBS is no folder with the jars of Kafka: ${LIBS ?? 'it is not set'}`)
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-kafka-'))
  try {
    const [port, controllerPort] = [await findFreePort(), await findFreePort()]
    const file = join(folder, 'server.properties')
    await writeFile(file, [...settings({ folder, port, controllerPort }), ...properties].join('\n'))
    await java('kafka.tools.StorageTool', [
      'format',
      '-t',
      '4L6g3nShT-eMCtK--X86sw',
      '-c',
      file,
      '--standalone',
    ])
    return await ownBroker(folder, file, port)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function foreign(address: string): TestBroker {
  const never = () => Promise.reject(new Error("the broker of KAFKA_BROKERS is not this test file's own"))
  return { address, isOwn: false, kill: never, start: never, close: async () => {} }
}

async function ownBroker(folder: string, file: string, port: number): Promise<TestBroker> {
  const address = `127.0.0.1:${port}`
  let server: ChildProcess | null = null
  const broker: TestBroker = {
    address,
    isOwn: true,
    async start() {
      server = spawn('java', [...javaOptions(), 'kafka.Kafka', file], { stdio: 'ignore' })
      await untilReady(server, address)
    },
    async kill() {
      if (!server || server.exitCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    },
    async close() {
      await broker.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await broker.start()
  return broker
}

interface Place {
  readonly folder: string
  readonly port: number
  readonly controllerPort: number
}

function settings({ folder, port, controllerPort }: Place): string[] {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    `log.dirs=${join(folder, 'log')}`,
    'auto.create.topics.enable=false',
    // Tests send messages that were written long ago.
    'log.retention.ms=-1',
    'group.initial.rebalance.delay.ms=0',
    ...['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'].flatMap((topic) => [
      `${topic}.replication.factor=1`,
      `${topic}.num.partitions=1`,
      `${topic}.min.isr=1`,
    ]),
  ]
}

function javaOptions(): string[] {
  return ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(LIBS!, '*')]
}

async function java(main: string, words: readonly string[]): Promise<void> {
  await promisify(execFile)('java', [...javaOptions(), main, ...words])
}

async function untilReady(server: ChildProcess, address: string): Promise<void> {
  const admin = new Admin({ clientId: 'ready', bootstrapBrokers: [address], retries: 0 })
  admin.on('client:broker:failed', () => {})
  try {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (server.exitCode !== null) break
      try {
        await admin.listTopics()
        return
      } catch {
        await pause(200)
      }
    }
  } finally {
    await admin.close()
  }
  throw new Error(`the broker of ${address} did not start; its exit status is ${server.exitCode}`)
}
