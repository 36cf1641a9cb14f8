/** The lines of a value axis: round numbers that hold every value between them. */
export interface Ticks {
  readonly values: readonly number[]
  readonly low: number
  readonly high: number
}

const WANTED = 5
const STEPS = [1, 2, 2.5, 5, 10]

/** Bars and areas stand on zero; a line far from zero may leave it out (`mayLeaveZero`). */
export function ticksFor(values: readonly number[], mayLeaveZero: boolean): Ticks {
  const least = Math.min(...values)
  const most = Math.max(...values)
  const farUp = mayLeaveZero && least > 0 && most - least < most * 0.3
  const from = farUp ? least : Math.min(least, 0)
  const to = Math.max(most, from + (most === from ? 1 : 0), 0)
  const whole = values.every((each) => Number.isInteger(each))
  const step = niceStep((to - from) / WANTED, whole)
  const first = Math.floor(from / step + 1e-9)
  const last = Math.ceil(to / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => tidy((first + at) * step))
  return { values: ticks, low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1 }
}

/** A number on an axis, short; where the axis has large ones, as `12K`. */
export function tickText(value: number, high: number): string {
  if (Math.abs(high) >= 10_000) {
    return value.toLocaleString(undefined, { notation: 'compact', maximumFractionDigits: 1 })
  }
  return value.toLocaleString(undefined, { maximumFractionDigits: 6 })
}

export function valueText(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: 10 })
}

/** Whole numbers are counted in whole steps. */
function niceStep(rough: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const steps = STEPS.map((each) => each * power).filter((each) => !whole || Number.isInteger(each))
  return steps.find((each) => each >= rough - 1e-12) ?? 10 * Math.max(power, whole ? 0.1 : 0)
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
