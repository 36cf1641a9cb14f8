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
  /** Where it asks for TLS and a log-in, by a certificate of its own; null unless asked for. */
  readonly secure: { readonly address: string; readonly ca: string } | null
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

/** The broker is not this file's own, so it cannot be killed. */
export const IS_FOREIGN = Boolean(KAFKA_BROKERS)

/** Who may log in at a secure broker. */
export const BROKER_USER = { username: 'tester', password: 's3cret-pw' }

/** The broker of KAFKA_BROKERS, or one of its own on free ports in a temporary folder; a secure one is always its own. */
export async function openBroker({ isSecure = false } = {}): Promise<TestBroker> {
  if (KAFKA_BROKERS && !isSecure) return foreign(KAFKA_BROKERS.split(',')[0]!)
  if (!LIBS || !existsSync(LIBS))
    throw new Error(`COUNTERFOIL_KAFKA_LIBS is no folder with the jars of Kafka: ${LIBS ?? 'it is not set'}`)
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-kafka-'))
  try {
    const ports = { port: await findFreePort(), controllerPort: await findFreePort() }
    const secure = isSecure ? await makeSecure(folder) : null
    const file = join(folder, 'server.properties')
    await writeFile(file, settings({ folder, ...ports, secure }).join('\n'))
    const users = secure ? ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap(scramUser) : []
    const id = ['-t', '4L6g3nShT-eMCtK--X86sw']
    await java('kafka.tools.StorageTool', ['format', ...id, '-c', file, '--standalone', ...users])
    return await ownBroker({ folder, file, port: ports.port, secure })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function foreign(address: string): TestBroker {
  const never = () => Promise.reject(new Error("the broker of KAFKA_BROKERS is not this test file's own"))
  return { address, secure: null, kill: never, start: never, close: async () => {} }
}

interface OwnBroker {
  readonly folder: string
  readonly file: string
  readonly port: number
  readonly secure: TestBroker['secure']
}

async function ownBroker({ folder, file, port, secure }: OwnBroker): Promise<TestBroker> {
  const address = `127.0.0.1:${port}`
  let server: ChildProcess | null = null
  const broker: TestBroker = {
    address,
    secure,
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
  readonly secure: TestBroker['secure']
}

function settings({ folder, port, controllerPort, secure }: Place): string[] {
  const sasl = secure ? `SASL_SSL://${secure.address},` : ''
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    `listeners=PLAINTEXT://127.0.0.1:${port},${sasl}CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=${sasl}PLAINTEXT://127.0.0.1:${port}`,
    ...(secure ? secureSettings(folder) : []),
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

/** A certificate that only its own file vouches for. */
async function makeSecure(folder: string): Promise<NonNullable<TestBroker['secure']>> {
  const ca = join(folder, 'ca.pem')
  const store = ['-alias', 'broker', '-keystore', join(folder, 'keys.p12'), '-storepass', 'changeit']
  const names = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1']
  const run = promisify(execFile)
  await run('keytool', ['-genkeypair', '-keyalg', 'RSA', '-storetype', 'PKCS12', ...names, ...store])
  await run('keytool', ['-exportcert', '-rfc', '-file', ca, ...store])
  return { address: `localhost:${await findFreePort()}`, ca }
}

function secureSettings(folder: string): string[] {
  const { username, password } = BROKER_USER
  const modules = 'org.apache.kafka.common.security'
  const users = `user_${username}="${password}"`
  const listener = (mechanism: string, module: string) =>
    `listener.name.sasl_ssl.${mechanism}.sasl.jaas.config=${modules}.${module} required`
  return [
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    `${listener('plain', 'plain.PlainLoginModule')} ${users};`,
    ...['256', '512'].map((bits) => `${listener(`scram-sha-${bits}`, 'scram.ScramLoginModule')};`),
    `ssl.keystore.location=${join(folder, 'keys.p12')}`,
    'ssl.keystore.password=changeit',
    'ssl.keystore.type=PKCS12',
  ]
}

function scramUser(mechanism: string): string[] {
  const { username, password } = BROKER_USER
  return ['--add-scram', `${mechanism}=[name=${username},password=${password}]`]
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
    for (let attempt = 0; attempt < 500; attempt++) {
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
