import { setTimeout as sleep } from 'node:timers/promises'
import { z } from '@hono/zod-openapi'
import { CounterfoilError } from '../../domain/errors.ts'
import { parseScope } from '../../domain/parse-scope.ts'
import type { Reconciliation } from '../../domain/reconciliation.ts'
import type { RecordKey } from '../../domain/record.ts'
import type { Scope } from '../../domain/scope.ts'
import type { Context } from '../../operations/context.ts'
import { findReconciliation } from '../../operations/find-reconciliation.ts'
import { askForRun } from '../../operations/join-or-run.ts'
import { readRun } from '../../operations/read-run.ts'
import { RunAnswer } from '../answer-schemas.ts'
import { defineRoute } from '../define-route.ts'
import { reconciliationName } from '../input-schemas.ts'
import { presentFindings, presentRun } from '../present-run.ts'

const LONGEST_WAIT = 300
const MOST_KEYS = 1_000
const LONGEST_KEY = 4_096
const WAIT = `how many seconds to wait for its end: write 0 to ${LONGEST_WAIT}`
const SCOPE = 'what to compare: write { "kind": "everything" }, or keys, dates or changed'
const KEYS = 'a list of keys: write ["1042"], or [["eu", "7"]] where keys have several parts'
const KEY = 'a key: write "1042", a list of its parts, or an object with them by name'
const DAY = 'a day: write 2026-11-01'

const part = z.union([z.string().max(LONGEST_KEY), z.number()], { error: KEY })
const day = z.iso.date({ error: DAY })

type ScopeBody = z.infer<typeof ScopeBody>
const ScopeBody = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('everything') }),
    z.strictObject({
      kind: z.literal('keys'),
      keys: z
        .array(z.union([part, z.array(part).max(100), z.record(z.string(), part)], { error: KEY }), {
          error: KEYS,
        })
        .min(1, { error: KEYS })
        .max(MOST_KEYS, { error: `at most ${MOST_KEYS} keys: ask for a run of everything` }),
    }),
    z.strictObject({ kind: z.literal('dates'), from: day, to: day }),
    z.strictObject({ kind: z.literal('changed') }),
  ],
  { error: SCOPE },
)

const StartRun = z
  .strictObject(
    {
      reconciliation: reconciliationName,
      scope: ScopeBody.optional().meta({ description: 'Everything unless said.' }),
      wait: z
        .number({ error: WAIT })
        .min(0, { error: WAIT })
        .max(LONGEST_WAIT, { error: WAIT })
        .optional()
        .meta({ description: 'Seconds to wait for its end (default 0).' }),
    },
    { error: 'an object: write { "reconciliation": "customers" }' },
  )
  .openapi('StartRun')

/** `POST /api/runs` */
export const startRunRoute = defineRoute({
  method: 'post',
  path: '/api/runs',
  name: 'startRun',
  needs: 'run',
  summary: 'Start a run',
  description:
    'What it finds is remembered and told like that of any run. Whoever asks for what is being compared already gets that run.',
  body: {
    schema: StartRun,
    mostBytes: 2 ** 20,
    examples: {
      everything: { value: { reconciliation: 'customers' } },
      'one record': {
        value: { reconciliation: 'customers', scope: { kind: 'keys', keys: ['1042'] }, wait: 30 },
      },
      days: {
        value: { reconciliation: 'payments', scope: { kind: 'dates', from: '2026-11-01', to: '2026-11-07' } },
      },
    },
  },
  answers: {
    200: { description: 'It has ended while it was waited for; `state` says how.', schema: RunAnswer },
    202: { description: 'It has begun; `Location` says where to look how it goes on.', schema: RunAnswer },
  },
  refusals: {
    404: 'There is no reconciliation of this name.',
    409: 'It is being compared in a way that cannot answer this.',
  },
  async answer(context, { token, body }) {
    const reconciliation = findReconciliation(context.settings, body.reconciliation)
    const { begun, ended } = askForRun(context, {
      name: reconciliation.name,
      scope: readScope(reconciliation, body.scope ?? { kind: 'everything' }, context.now()),
      trigger: 'http',
      requestedBy: token.name,
    })
    // How it ends is in its row.
    const settled = ended.then(
      () => {},
      () => {},
    )
    const { id } = await begun
    const { wait = 0 } = body
    if (wait > 0) await waitFor(settled, wait)
    const answer = await readRunAnswer(context, id)
    const hasEnded = wait > 0 && answer.state !== 'running'
    return { status: hasEnded ? 200 : 202, body: answer, headers: { Location: `/api/runs/${id}` } }
  },
})

async function waitFor(settled: Promise<void>, seconds: number): Promise<void> {
  const late = new AbortController()
  const isLate = sleep(seconds * 1_000, undefined, { signal: late.signal }).catch(() => {})
  await Promise.race([settled, isLate])
  late.abort()
}

async function readRunAnswer(context: Context, id: string): Promise<Record<string, unknown>> {
  const { run, seen } = await readRun(context, id)
  const found = seen.map(({ finding }) => finding)
  return { ...presentRun(context.settings, run), findings: presentFindings(context.settings, run, found) }
}

function readScope(reconciliation: Reconciliation, scope: ScopeBody, now: Date): Scope {
  if (scope.kind === 'dates') return parseScope(reconciliation, `${scope.from}..${scope.to}`, now)
  if (scope.kind !== 'keys') return scope
  return {
    kind: 'keys',
    keys: scope.keys.map((key, index) => readKey(reconciliation, key, `scope.keys[${index}]`)),
  }
}

type KeyBody = Extract<ScopeBody, { kind: 'keys' }>['keys'][number]

/** By the names of the key's parts, each as it was written. */
function readKey({ name, keyNames }: Reconciliation, key: KeyBody, place: string): RecordKey {
  const parts = partsOf(key, keyNames)
  const wanted = `${place} must have ${keyNames.join(' and ')}, as the keys of "${name}" have`
  if (parts.length !== keyNames.length || parts.includes(''))
    throw new CounterfoilError('usage', `${wanted}: write every part, none of them empty`)
  if (Buffer.byteLength(parts.join('')) > LONGEST_KEY)
    throw new CounterfoilError('usage', `${place} is longer than ${LONGEST_KEY} bytes: no key is`)
  return Object.fromEntries(keyNames.map((part, index) => [part, parts[index]!]))
}

function partsOf(key: KeyBody, keyNames: readonly string[]): string[] {
  if (typeof key !== 'object') return [String(key)]
  if (Array.isArray(key)) return key.map(String)
  const isAlike =
    Object.keys(key).length === keyNames.length && keyNames.every((name) => Object.hasOwn(key, name))
  return isAlike ? keyNames.map((name) => String(key[name])) : []
}
