/** Work that is going on in this process: of whom, and what it is about. */
export class InHand<Work extends { readonly ended: Promise<unknown> }> {
  readonly #going = new WeakMap<object, Map<string, Work>>()

  /** The same work that has begun and not ended yet, or null. */
  find(owner: object, about: string): Work | null {
    return this.#going.get(owner)?.get(about) ?? null
  }

  /** What all of it is about, oldest first. */
  list(owner: object): readonly string[] {
    return [...(this.#going.get(owner)?.keys() ?? [])]
  }

  /** Remembers it until it ends. Of two the first is remembered. */
  track(owner: object, about: string, work: Work): Work {
    const going = this.#going.get(owner) ?? new Map<string, Work>()
    this.#going.set(owner, going)
    if (going.has(about)) return work
    going.set(about, work)
    const forget = () => void going.delete(about)
    work.ended.then(forget, forget)
    return work
  }
}
