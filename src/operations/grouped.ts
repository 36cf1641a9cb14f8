/** Something to save, and who waits for it. */
interface Waiting<Item, Answer> {
  readonly item: Item
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

export interface GroupedWork<Item, Answer> {
  /** Saves some in one transaction; one answer for each, an error where it alone is refused. */
  readonly save: (items: readonly Item[]) => Promise<readonly (Answer | Error)[]>
  readonly weigh: (item: Item) => number
  /** Weight of one transaction, unless a single item has more. */
  readonly most: number
}

/** Saves what comes in while a transaction is under way together in the next one: many small calls cost one commit. */
export class Grouped<Item, Answer extends object> {
  readonly #work: GroupedWork<Item, Answer>
  readonly #waiting: Waiting<Item, Answer>[] = []
  #isWorking = false

  constructor(work: GroupedWork<Item, Answer>) {
    this.#work = work
  }

  /** Settles when its transaction has ended. */
  async add(item: Item): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (!this.#isWorking) void this.#saveAll()
    })
  }

  async #saveAll(): Promise<void> {
    this.#isWorking = true
    while (this.#waiting.length > 0) await this.#save(this.#next())
    this.#isWorking = false
  }

  #next(): Waiting<Item, Answer>[] {
    let [count, weight] = [0, 0]
    for (const { item } of this.#waiting) {
      weight += this.#work.weigh(item)
      if (count > 0 && weight > this.#work.most) break
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #save(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#work.save(group.map(({ item }) => item))
      for (const [index, { resolve, reject }] of group.entries()) {
        const answer = answers[index]!
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      }
    } catch (error) {
      // One that the database will not take must not take the others with it.
      if (group.length === 1) group[0]!.reject(error)
      else for (const one of group) await this.#save([one])
    }
  }
}
