import type { RandomNumbers } from '../../src/cli/demo/random-numbers.ts'
import type { TestPostgres } from '../support/postgres.ts'

/** One reconciliation's two tables, `<name>_crm` and `<name>_billing`, and what a reader of both would call different. */
export interface ChangingTables {
  readonly name: string
  /** Some records change, some agree again, all at once. */
  change(): Promise<void>
  /** A line for each difference, as `describeFinding` writes it. */
  differences(): readonly string[]
}

interface TableRow {
  readonly balance: string
  readonly plan: string
}

const SIDES = ['crm', 'billing'] as const
type SideName = (typeof SIDES)[number]
type Pair = Record<SideName, TableRow | null>

const PLANS = ['free', 'pro', 'team'] as const

/** Keys are written in capitals on one side where `mixedCase` is said, so that they must be sorted anew. */
export async function openChangingTables(options: {
  readonly server: TestPostgres
  readonly name: string
  readonly random: RandomNumbers
  readonly mixedCase?: boolean
  readonly records: number
}): Promise<ChangingTables> {
  const { server, name, random, records, mixedCase = false } = options
  const pairs = new Map<string, Pair>()
  const columns = 'id text collate "C" primary key, balance numeric, plan text'
  await server.query(SIDES.map((side) => `create table ${name}_${side} (${columns});`).join('\n'))

  function newRow(): TableRow {
    return { balance: `${random.below(1_000)}.${10 + random.below(90)}`, plan: random.pick(PLANS) }
  }

  function write(key: string, pair: Pair): string {
    pairs.set(key, pair)
    return SIDES.map((side) => {
      const id = mixedCase && side === 'billing' ? key.toUpperCase() : key
      const row = pair[side]
      const gone = `delete from ${name}_${side} where id = '${id}';`
      return row === null
        ? gone
        : `${gone} insert into ${name}_${side} values ('${id}', ${row.balance}, '${row.plan}');`
    }).join('\n')
  }

  async function save(statements: readonly string[]): Promise<void> {
    await server.query(`begin;\n${statements.join('\n')}\ncommit;`)
  }

  const keys = Array.from({ length: records }, (_, at) => `k${at + 1}`)
  await save(keys.map((key) => write(key, same(newRow()))))
  return {
    name,
    async change() {
      const count = 1 + random.below(5)
      const changed = Array.from({ length: count }, () => random.pick(keys))
      await save(changed.map((key) => write(key, changePair(pairs.get(key)!, { random, newRow }))))
    },
    differences: () => [...pairs].flatMap(([key, pair]) => differencesOf(name, key, pair)),
  }
}

function same(row: TableRow): Pair {
  return { crm: row, billing: row }
}

/** As often mended as broken, so that what is open stays about as much. */
function changePair(pair: Pair, { random, newRow }: { random: RandomNumbers; newRow: () => TableRow }): Pair {
  const side = random.pick(SIDES)
  const row = pair[side]
  if (row === null || random.below(2) === 0) return same(newRow())
  const kinds = [null, { ...row, balance: newRow().balance }, { ...row, plan: random.pick(PLANS) }]
  return { ...pair, [side]: random.pick(kinds) }
}

/** Looked at by hand, not by the engine: texts that are not the same differ. */
function differencesOf(name: string, key: string, { crm, billing }: Pair): string[] {
  if (crm === null && billing === null) return []
  if (crm === null) return [`${name} ${key} missing from crm`]
  if (billing === null) return [`${name} ${key} missing from billing`]
  const differing = (['balance', 'plan'] as const).filter((field) => crm[field] !== billing[field])
  return differing.map((field) => `${name} ${key} ${field}: crm ${crm[field]}, billing ${billing[field]}`)
}
