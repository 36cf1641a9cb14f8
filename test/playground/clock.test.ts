import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, openClock } from '../../src/playground/workspace/clock.ts'

const START = Date.parse('2026-11-02T10:00:00Z')
let clock: Clock
let done: string[]

beforeEach(() => {
  clock = openClock(() => new Date(START))
  done = []
})
afterEach(() => clock.close())

const note = (name: string) => () => void done.push(`${name} at ${clock.now() - START}`)

describe('a clock that is moved by hand', () => {
  it('does what falls due in order, each at its own time, and nothing that is not due', () => {
    clock.after(3_000, note('third'))
    clock.after(1_000, note('first'))
    clock.after(1_000, note('second'))
    clock.after(3_001, note('later'))
    clock.advance(3_000)
    expect(done).toEqual(['first at 1000', 'second at 1000', 'third at 3000'])
    expect(clock.now() - START).toBe(3_000)
  })

  it('does what a timer asks for on the way, when that is due as well', () => {
    clock.after(1_000, () => {
      note('one')()
      clock.after(1_000, note('two'))
      clock.after(5_000, note('never'))
    })
    clock.advance(2_500)
    expect(done).toEqual(['one at 1000', 'two at 2000'])
  })

  it('does not do what was called off, by its caller or by the end', () => {
    const callOff = clock.after(1_000, note('called off'))
    clock.after(1_000, note('cut'))
    callOff()
    clock.close()
    clock.advance(10_000)
    expect(done).toEqual([])
  })
})

it('a clock that nobody moves goes on by itself', async () => {
  const real = openClock(() => new Date())
  await new Promise<void>((resolve) => void real.after(5, resolve))
  expect(real.now()).toBeGreaterThanOrEqual(START)
  real.close()
})
