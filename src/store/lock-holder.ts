import { readFileSync, readlinkSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

/** Who has a lock. */
export interface LockHolder {
  readonly pid: number
  readonly host: string | null
  /** Where process ids mean the same: one start of one machine, one container. Null: not known. */
  readonly space: string | null
  /** When the process began, as its system counts: ids are used again, also after a restart. Null: not known. */
  readonly birth: string | null
}

/** A living holder says so this often by touching its lock. */
export const BEAT_MS = 5_000
/** So long after its last sign of life nobody doubts, whatever the clocks say. */
const LONG_AGO_MS = 10 * 60_000

export function ourselves(): LockHolder {
  const boot = readText('/proc/sys/kernel/random/boot_id')
  const namespace = readLink('/proc/self/ns/pid')
  const space = boot === null || namespace === null ? null : `${boot.trim()} ${namespace}`
  return { pid: process.pid, host: hostname(), space, birth: birthOf(process.pid) }
}

export function writeHolder(holder: LockHolder): string {
  return `${JSON.stringify(holder)}\n`
}

/** Also what older versions wrote: a process id alone. */
export function readHolder(text: string): LockHolder {
  const nobody = { pid: 0, host: null, space: null, birth: null }
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' ? { ...nobody, ...found } : { ...nobody, pid: Number(found) || 0 }
  } catch {
    return nobody
  }
}

/** Whether a holder other than us lives. Where its process id says nothing to us, its lock is watched for a sign of life. */
export async function isHolderAlive(holder: LockHolder, file: string, beatMs: number): Promise<boolean> {
  const own = ourselves()
  if (holder.host === null || (holder.host === own.host && holder.space === own.space)) {
    return isProcessAlive(holder)
  }
  return await showsLife(file, beatMs)
}

/** Our own id in a lock that we do not hold is that of a dead process: in a container they repeat. */
function isProcessAlive({ pid, birth }: LockHolder): boolean {
  if (pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const [state, now] = [stateOf(pid), birthOf(pid)]
  // A killed process stays listed until its parent looks, and in a container nobody may.
  return state !== 'Z' && state !== 'X' && (birth === null || now === birth)
}

async function showsLife(file: string, beatMs: number): Promise<boolean> {
  const before = await touchedAt(file)
  if (before === null || Date.now() - before > LONG_AGO_MS) return false
  for (let looks = 0; looks < 6; looks++) {
    await sleep(beatMs / 2)
    const now = await touchedAt(file)
    if (now !== before) return now !== null
  }
  return false
}

async function touchedAt(file: string): Promise<number | null> {
  return await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  )
}

/** Clock ticks from the machine's start to the process's. */
function birthOf(pid: number): string | null {
  return statusWord(pid, 22)
}

/** `Z` and `X`: it has ended. Null: not known. */
function stateOf(pid: number): string | null {
  return statusWord(pid, 3)
}

function statusWord(pid: number, place: number): string | null {
  const status = readText(`/proc/${pid}/stat`)
  return status?.slice(status.lastIndexOf(')') + 2).split(' ')[place - 3] ?? null
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function readLink(file: string): string | null {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}
