import { describeDenial } from './describe-denial.ts'
import { CounterfoilError } from './errors.ts'
import type { Denial } from './permission.ts'

/** Somebody may not do what they wanted to. */
export class Forbidden extends CounterfoilError {
  readonly denial: Denial

  constructor(denial: Denial) {
    super('forbidden', describeDenial(denial, { name: (who) => who, words: (text) => text }))
    this.name = 'Forbidden'
    this.denial = denial
  }
}
