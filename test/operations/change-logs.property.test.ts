import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type LoggedSides,
  openLoggedSides,
  sideWithChangeTable,
  sideWithSlot,
  withChangeTable,
} from './logged-sides.ts'

const CASES = 4

/** Half of the cases read slots, half read change tables, each over tables of its own. */
const CONFIG = `
sources:
  db: { type: postgres, url: "\${DB_URL}" }
reconciliations:
${Array.from({ length: CASES }, (_, index) => {
  const side = index % 2 === 0 ? sideWithSlot : sideWithChangeTable
  return `
  case${index}:
    sides:
      crm: ${side(`crm${index}`)}
      billing: ${side(`billing${index}`)}
    fields: { balance: decimal }
    changes: { overlap: ${index < 2 ? '0s' : '10m'}, sweep: false }
    guard: false`
}).join('')}
`

const NAMES = Array.from({ length: CASES }, (_, index) => [`crm${index}`, `billing${index}`]).flat()
const hasSlot = (table: string) => Number(table.at(-1)) % 2 === 0
const TABLES = NAMES.map(
  (table) =>
    `create table ${table} (id int primary key, balance numeric);${hasSlot(table) ? '' : withChangeTable(table)}`,
).join('')

let sides: LoggedSides
beforeAll(async () => {
  sides = await openLoggedSides(CONFIG, { tables: TABLES, slots: NAMES.filter(hasSlot) })
})
afterAll(async () => await sides?.close())

const id = fc.integer({ min: 1, max: 6 })
const edit = fc.record({
  what: fc.constantFrom('write', 'write', 'delete', 'move', 'begin', 'end', 'undo'),
  side: fc.constantFrom('crm', 'billing'),
  /** Which of two sessions does it: what one has begun may be committed long after what the other began later. */
  session: fc.constantFrom(0, 1),
  id,
  to: id,
  balance: fc.constantFrom('1.00', '9.00'),
})
const step = fc.array(edit, { minLength: 1, maxLength: 6 })

test('runs by change logs leave open what full runs would', async () => {
  let index = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 7 }), async (steps) => {
      await follow(index++, steps)
    }),
    { numRuns: CASES, endOnFailure: true },
  )
})

type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never

async function follow(index: number, steps: readonly (readonly Edit[])[]): Promise<void> {
  const name = `case${index}`
  const sessions = [await sides.session(), await sides.session()]
  // An edit of a record that the other session holds is left out: it would wait for ever.
  for (const session of sessions) await session.query(`set lock_timeout = '20ms'`)
  await sides.run(name)
  let byKey = 0
  for (const edits of [...steps, 'end' as const]) {
    if (edits === 'end') for (const session of sessions) await session.query('commit')
    else for (const each of edits) await apply(sessions[each.session]!, index, each)
    const { run } = await sides.run(name)
    if (run.scope.kind === 'changed') byKey++
    const { open, found } = await sides.openAndFound(name)
    expect(open).toEqual(found)
  }
  expect(byKey).toBe(steps.length + 1)
}

async function apply(session: pg.Client, index: number, edit: Edit): Promise<void> {
  const { what, side, id, to, balance } = edit
  const table = `${side}${index}`
  const statement = {
    write: `insert into ${table} values (${id}, ${balance}) on conflict (id) do update set balance = excluded.balance`,
    delete: `delete from ${table} where id = ${id}`,
    move: `update ${table} set id = ${to} where id = ${id}`,
    begin: 'begin',
    end: 'commit',
    undo: 'rollback',
  }[what]
  try {
    await session.query(statement)
  } catch {
    // A key that is taken, or a lock: the transaction is over, as in life.
    await session.query('rollback')
  }
}
