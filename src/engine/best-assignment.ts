/** Weights of a bipartite graph, row by row: a whole number above 0 for each pair that may be, 0 for the others. */
export type Weights = readonly (readonly number[])[]

/** The assignment with the highest total. A row or column may stay alone. */
export interface BestAssignment {
  /** By row: its column, or null. */
  readonly columns: readonly (number | null)[]
  /** By row: by how much every assignment without its pair is worse in total; 0 for one that is alone. */
  readonly leads: readonly number[]
}

const FORBIDDEN = 1e15

/** Solves the assignment exactly (the Hungarian method), in time cubic in the number of rows and columns. */
export function bestAssignment(weights: Weights): BestAssignment {
  const solver = new Solver(weights)
  const columns = weights.map((_, row) => solver.columnOf(row))
  return { columns, leads: columns.map((column, row) => (column === null ? 0 : solver.lead(row, column))) }
}

/**
 * Minimises what is lost. Whoever is alone is given to one of as many rows and columns that stand for nobody, so that all
 * are given: only then a single search repairs an assignment from which a pair was taken. Rows and columns count from 1 in
 * here; column 0 is where a search begins.
 */
class Solver {
  readonly #costs: number[][]
  readonly #size: number
  readonly #real: number
  #rowPotentials: number[]
  #columnPotentials: number[]
  /** By column: the row it belongs to. */
  #rows: number[]

  constructor(weights: Weights) {
    this.#real = weights[0]?.length ?? 0
    this.#size = this.#real + weights.length
    const indexes = Array.from({ length: this.#size }, (_, index) => index)
    this.#costs = indexes.map((row) =>
      indexes.map((column) => {
        const weight = weights[row]?.[column]
        return weight === undefined ? 0 : weight > 0 ? -weight : FORBIDDEN
      }),
    )
    this.#rowPotentials = Array<number>(this.#size + 1).fill(0)
    this.#columnPotentials = Array<number>(this.#size + 1).fill(0)
    this.#rows = Array<number>(this.#size + 1).fill(0)
    for (const row of indexes) this.#addRow(row)
  }

  columnOf(row: number): number | null {
    const column = this.#rows.indexOf(row + 1, 1) - 1
    return column < this.#real ? column : null
  }

  /** What the best assignment without this pair loses against the best one. */
  lead(row: number, column: number): number {
    const [rowPotentials, columnPotentials, rows] = [this.#rowPotentials, this.#columnPotentials, this.#rows]
    const best = this.#total()
    const cost = this.#costs[row]![column]!
    this.#rowPotentials = [...rowPotentials]
    this.#columnPotentials = [...columnPotentials]
    this.#rows = rows.map((owner, index) => (index === column + 1 ? 0 : owner))
    this.#costs[row]![column] = FORBIDDEN
    this.#addRow(row)
    const without = this.#total()
    this.#costs[row]![column] = cost
    this.#rowPotentials = rowPotentials
    this.#columnPotentials = columnPotentials
    this.#rows = rows
    return without - best
  }

  #total(): number {
    return this.#rows.reduce(
      (sum, row, column) => (column === 0 ? sum : sum + this.#costs[row - 1]![column - 1]!),
      0,
    )
  }

  /** Gives a row its column by the cheapest chain of exchanges. */
  #addRow(row: number): void {
    const cheapest = Array<number>(this.#size + 1).fill(Number.POSITIVE_INFINITY)
    const before = Array<number>(this.#size + 1).fill(0)
    const visited = Array<boolean>(this.#size + 1).fill(false)
    this.#rows[0] = row + 1
    let column = 0
    do {
      visited[column] = true
      column = this.#nextColumn(column, { cheapest, before, visited })
    } while (this.#rows[column] !== 0)
    while (column !== 0) {
      this.#rows[column] = this.#rows[before[column]!]!
      column = before[column]!
    }
    this.#rows[0] = 0
  }

  #nextColumn(from: number, { cheapest, before, visited }: Search): number {
    const row = this.#rows[from]!
    let next = 0
    let delta = Number.POSITIVE_INFINITY
    for (let column = 1; column <= this.#size; column++) {
      if (visited[column]) continue
      const cost =
        this.#costs[row - 1]![column - 1]! - this.#rowPotentials[row]! - this.#columnPotentials[column]!
      if (cost < cheapest[column]!) {
        cheapest[column] = cost
        before[column] = from
      }
      if (cheapest[column]! < delta) {
        delta = cheapest[column]!
        next = column
      }
    }
    for (let column = 0; column <= this.#size; column++) {
      if (visited[column]) {
        this.#rowPotentials[this.#rows[column]!]! += delta
        this.#columnPotentials[column]! -= delta
      } else cheapest[column]! -= delta
    }
    return next
  }
}

interface Search {
  readonly cheapest: number[]
  readonly before: number[]
  readonly visited: boolean[]
}
