import { EXPECTATION_RULES, type ExpectationRule } from '../domain/finding.ts'
import type { BrokenExpectation } from './broken-expectation.ts'
import { compareUtf8 } from './order-values.ts'

/** By field: what the records of a group break, one thing each, whatever their order. */
export class GroupBroken {
  readonly #byField = new Map<string, BrokenExpectation & { readonly records: number }>()

  add(broken: readonly BrokenExpectation[]): void {
    for (const one of broken) {
      const known = this.#byField.get(one.field)
      const order = known ? compare(one, known) : -1
      const records = known?.rule === one.rule ? known.records + 1 : 1
      if (!known || order < 0) this.#byField.set(one.field, { ...one, records })
      else if (known.rule === one.rule) this.#byField.set(one.field, { ...known, records })
    }
  }

  /** For a cell of the group; null where nothing is broken. */
  text(): string | null {
    return this.#byField.size === 0 ? null : JSON.stringify([...this.#byField.values()].sort(byField))
  }
}

/** What `text` has written. */
export function readGroupBroken(text: string | null): readonly BrokenExpectation[] | null {
  return text === null ? null : (JSON.parse(text) as BrokenExpectation[])
}

/** The first rule in the order in which they are named, then the first value by bytes. */
function compare(a: BrokenExpectation, b: BrokenExpectation): number {
  return place(a.rule) - place(b.rule) || compareUtf8(a.raw ?? '', b.raw ?? '')
}

function place(rule: ExpectationRule): number {
  return EXPECTATION_RULES.indexOf(rule)
}

function byField(a: BrokenExpectation, b: BrokenExpectation): number {
  return compareUtf8(a.field, b.field)
}
