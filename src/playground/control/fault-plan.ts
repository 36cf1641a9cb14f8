import { z } from 'zod'
import type { JsonObject } from '../json.ts'
import type { Conversation } from '../workspace/contents.ts'
import type { Fault } from '../workspace/faults.ts'
import type { Workspace } from '../workspace/workspace.ts'

const which = {
  /** Such as `chat.postMessage`; every method where none is said. */
  method: z.string().min(1).optional(),
  /** By id or name. */
  channel: z.string().min(1).optional(),
  /** So many calls that fit are let through first. */
  skip: z.int().min(0).default(0),
  /** So many calls go wrong; null: until it is taken away. */
  count: z.int().min(1).nullable().default(1),
}

/** What shall go wrong with which calls. */
export const PlannedFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), ...which }),
  z.strictObject({ kind: z.literal('limit'), retryAfterSeconds: z.int().min(1).default(1), ...which }),
  z.strictObject({ kind: z.literal('refuse'), status: z.literal([500, 502, 503]).default(503), ...which }),
  z.strictObject({ kind: z.literal('error'), error: z.string().min(1), ...which }),
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(1), ...which }),
])
export type PlannedFault = z.infer<typeof PlannedFault>

type Planned = PlannedFault & { readonly id: number; readonly happened: number }

/** Faults that are planned ahead; the oldest that fits a call happens to it. */
export class FaultPlan {
  readonly #workspace: Workspace
  #planned: Planned[] = []
  #added = 0

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    workspace.faults.setSecond((method, given) => this.#next(method, given))
  }

  add(fault: PlannedFault): Planned {
    this.#added += 1
    const planned = { ...fault, id: this.#added, happened: 0 }
    this.#planned.push(planned)
    return planned
  }

  list(): readonly Planned[] {
    return this.#planned
  }

  /** False where there is none of that id. */
  remove(id: number): boolean {
    const before = this.#planned.length
    this.#planned = this.#planned.filter((each) => each.id !== id)
    return this.#planned.length < before
  }

  clear(): void {
    this.#planned = []
  }

  #next(method: string, given: JsonObject): Fault | null {
    const planned = this.#planned.find((each) => this.#fits(each, method, given))
    if (planned === undefined) return null
    if (planned.skip > 0) {
      this.#replace({ ...planned, skip: planned.skip - 1 })
      return null
    }
    const left = planned.count === null ? null : planned.count - 1
    if (left === 0) this.remove(planned.id)
    else this.#replace({ ...planned, count: left, happened: planned.happened + 1 })
    return this.#toFault(planned)
  }

  #fits(planned: Planned, method: string, given: JsonObject): boolean {
    if (planned.method !== undefined && planned.method !== method) return false
    if (planned.channel === undefined) return true
    const conversations = [...this.#workspace.conversations.values()]
    const meant = conversations.find((each) => isCalled(each, planned.channel))
    return meant !== undefined && isCalled(meant, given.channel)
  }

  #replace(planned: Planned): void {
    this.#planned = this.#planned.map((each) => (each.id === planned.id ? planned : each))
  }

  #toFault(planned: Planned): Fault {
    if (planned.kind !== 'delay') return planned
    const { ms } = planned
    const until = new Promise<void>((resolve) => void this.#workspace.clock.after(ms, resolve))
    return { kind: 'hold', until }
  }
}

function isCalled({ id, name, kind, person }: Conversation, wanted: unknown): boolean {
  if (wanted === id) return true
  if (kind === 'direct') return wanted === person
  return typeof wanted === 'string' && wanted.replace(/^#/, '').toLowerCase() === name
}
