import type { z } from 'zod'
import type { HttpMode } from '../http-mode.ts'
import type { Stage } from '../interactions/interaction.ts'
import type { Playground } from '../playground.ts'
import type { SocketMode } from '../socket-mode.ts'
import type { FaultPlan } from './fault-plan.ts'

/** What the control API reaches. */
export interface Desk {
  readonly stage: Stage
  readonly playground: () => Playground
  readonly socketMode: SocketMode
  /** Null in Socket Mode. */
  readonly httpMode: HttpMode | null
  readonly faults: FaultPlan
}

export interface Asked<Body> {
  /** What stands in the address. */
  readonly at: (name: string) => string
  readonly query: (name: string) => string | null
  readonly body: Body
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/control`. */
  readonly path: string
  readonly does: string
  readonly body: z.ZodType | null
  run(desk: Desk, asked: Asked<unknown>): unknown
}

/** Something that cannot be done, in a sentence for whoever asked. */
export class ControlRefusal extends Error {
  readonly status: 400 | 404 | 409

  constructor(status: 400 | 404 | 409, sentence: string) {
    super(sentence)
    this.status = status
  }
}

type RouteFacts = Pick<ControlRoute, 'path' | 'does'>

/** A route without a body. */
export function plain(
  method: 'GET' | 'POST' | 'DELETE',
  facts: RouteFacts,
  run: (desk: Desk, asked: Asked<unknown>) => unknown,
): ControlRoute {
  return { method, ...facts, body: null, run }
}

/** A POST whose body is checked first. */
export function withBody<Schema extends z.ZodType>(
  schema: Schema,
  facts: RouteFacts,
  run: (desk: Desk, asked: Asked<z.infer<Schema>>) => unknown,
): ControlRoute {
  return {
    method: 'POST',
    ...facts,
    body: schema,
    run: (desk, asked) => run(desk, { ...asked, body: asked.body as z.infer<Schema> }),
  }
}
