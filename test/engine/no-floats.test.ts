import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { compareRows } from './compare-rows.ts'

const FOLDER = new URL('../../src/engine/', import.meta.url)

/** Files that hold a number of a record: whoever has one has it as one of these. */
const HOLDS_NUMBERS = /\b(Scaled|ExactDecimal|amountOf|parseDecimal|toScaled|DecimalSum|PlainNumber)\b/

/** What makes a binary float of a text or an integer, or rounds one. */
const FLOATS =
  /\bparseFloat\b|\bparseInt\b|\bNumber\(|\.toFixed\(|\.toPrecision\(|\.toExponential\(|\bMath\.(round|fround|trunc|pow|floor|ceil)\b|Float(32|64)Array|Number\.parse|[=(,?:]\s*\+[a-z]/

/** Where that is right all the same, and why. */
const MEANT: readonly (readonly [file: string, line: RegExp, why: string])[] = [
  [
    'exact-decimal.ts',
    /Number\(exponentDigits\)/,
    'an exponent of 15 digits at most, never the digits of a value',
  ],
  [
    'decimal-sum.ts',
    /new Float64Array/,
    'whole numbers of the last place that stay below 2^53 by MAX_PENDING',
  ],
  ['plain-number.ts', /limit\.units = Number\(units\)/, 'a limit below 10^15, which a number holds exactly'],
  ['order-values.ts', /type === 'date'\) return Number\(/, 'a count of days, which the calendar keeps small'],
]

/** What may be a `number`: nothing that measures a value. */
const COUNTERS: readonly (readonly [name: RegExp, what: string])[] = [
  [/^(scale|minScale|writtenScale|exponent|decimals|writtenPlaces)$/, 'where the decimal point stands'],
  [
    /^(count|rule|unit|sides|keyParts|points|plainPoints|pointsOf|depth|countCharacters)$/,
    'how many there are of something, or which one',
  ],
  [/^(at|start|end|index|side|part|cell|endWithoutZeros|startWithoutZeros)$/, 'a place in a text or a list'],
  [/^(compare\w*|sign\w*|rank|codePointRank|direction)$/, 'which comes first'],
]
const MEANT_NUMBERS: readonly (readonly [file: string, name: string, why: string])[] = [
  ['decimal-sum.ts', 'units', 'at most 14 digits, which a number holds exactly'],
  ['plain-number.ts', 'units', 'at most 15 digits, which a number holds exactly'],
  ['plain-number.ts', 'unitsA', 'as units'],
  ['plain-number.ts', 'unitsB', 'as units'],
  ['plain-number.ts', 'shifted', 'units, or null where they would have more than 15 digits'],
]

interface Line {
  readonly file: string
  readonly number: number
  readonly text: string
}

/** Lines of code, without comments, of the files that hold numbers. */
function linesOfNumbers(): Line[] {
  const files = readdirSync(FOLDER).map(
    (file) => [file, readFileSync(new URL(file, FOLDER), 'utf8')] as const,
  )
  return files
    .filter(([, text]) => HOLDS_NUMBERS.test(text))
    .flatMap(([file, text]) =>
      text
        .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
        .split('\n')
        .map((line, index) => ({ file, number: index + 1, text: line.replace(/\/\/ .*$/, '') })),
    )
}

describe('no float on the way of a number', () => {
  const lines = linesOfNumbers()

  it('looks at the files that matter', () => {
    const files = new Set(lines.map(({ file }) => file))
    for (const file of [
      'exact-decimal.ts',
      'decimal-sum.ts',
      'tolerance.ts',
      'canonical-value.ts',
      'judge-values.ts',
    ]) {
      expect(files).toContain(file)
    }
  })

  it('is made or rounded in the sources of the judge', () => {
    const found = lines.filter(({ text }) => FLOATS.test(text))
    const isMeant = ({ file, text }: Line) => MEANT.some(([where, line]) => where === file && line.test(text))
    expect(found.filter((line) => !isMeant(line)).map(show)).toEqual([])
    for (const [file, line] of MEANT) {
      if (!lines.some((known) => known.file === file)) continue
      expect(
        found.some((hit) => hit.file === file && line.test(hit.text)),
        `${file} ${line} is gone`,
      ).toBe(true)
    }
  })

  it('is declared in the sources of the judge', () => {
    const found = lines.flatMap((line) => declaredNumbers(line).map((name) => ({ line, name })))
    expect(found.length).toBeGreaterThan(10)
    const isMeant = ({ line, name }: { line: Line; name: string }) =>
      COUNTERS.some(([pattern]) => pattern.test(name)) ||
      MEANT_NUMBERS.some(([file, meant]) => file === line.file && meant === name)
    expect(found.filter((hit) => !isMeant(hit)).map(({ line, name }) => `${name} in ${show(line)}`)).toEqual(
      [],
    )
  })
})

/** Names that a line gives the type `number`: parameters, members, functions by what they return. */
function declaredNumbers({ text }: Line): string[] {
  const returns = /(\w+)(?:<[^>]*>)?\(.*\): number\b/.exec(text)
  const names = [...text.matchAll(/(\w+)\??: (?:readonly )?number\b/g)].map((match) => match[1]!)
  return returns ? [...names, returns[1]!] : names
}

function show({ file, number, text }: Line): string {
  return `${file}:${number} ${text.trim()}`
}

describe('numbers of 40 digits', () => {
  const HUGE = '1234567890123456789012345678901234567890'
  const NEXT = '1234567890123456789012345678901234567891'
  const side = (...values: string[]) => ({
    columns: ['id', 'value'],
    rows: values.map((value, index) => [`${index}`, value]),
  })
  const rules = (amount: string) =>
    ({ value: { type: 'decimal', total: true, tolerance: { kind: 'absolute', amount } } }) as const
  const two = { crm: {}, billing: {} }

  test.each(['integer', 'decimal', 'json', 'text'] as const)(
    'differ in their last digit as %s',
    async (type) => {
      const { findings } = await compareRows(
        { sides: two, fields: { value: { type } } },
        { crm: side(HUGE, HUGE), billing: side(NEXT, HUGE) },
      )
      expect(findings.map((finding) => finding.key.id)).toEqual(['0'])
    },
  )

  it('keep every digit through tolerance, drift and control totals', async () => {
    const sides = { crm: side(HUGE, `0.${HUGE}`), billing: side(NEXT, `0.${NEXT}`) }
    const { findings, summary } = await compareRows({ sides: two, fields: rules('1') }, sides)
    expect(findings).toEqual([])
    expect(summary.drift.value).toEqual({
      count: 2,
      max: '1',
      sum: `1.${'0'.repeat(39)}1`,
    })
    expect(summary.sides).toEqual({
      crm: { rows: 2, totals: { value: `${HUGE}.${HUGE}` } },
      billing: { rows: 2, totals: { value: `${NEXT}.${NEXT}` } },
    })
    const tight = await compareRows({ sides: two, fields: rules(`0.${'9'.repeat(40)}`) }, sides)
    expect(tight.findings.map((finding) => finding.key.id)).toEqual(['0'])
  })

  it('have their cause and their majority found exactly', async () => {
    const sides = { crm: side(HUGE), billing: side(`${HUGE}00`), mailer: side(`${HUGE}.0`) }
    const wanted = {
      sides: { ...two, mailer: {} },
      fields: { value: { type: 'decimal' } },
      likelyCorrect: { default: { kind: 'majority' } },
    } as const
    const { findings } = await compareRows(wanted, sides)
    expect(findings[0]).toMatchObject({
      cause: 'x100',
      likelyCorrect: 'crm',
      agreeing: [['crm', 'mailer'], ['billing']],
    })
    const off = await compareRows(wanted, { ...sides, billing: side(`${HUGE}01`) })
    expect(off.findings[0]).toMatchObject({ cause: null })
  })

  it('are keys of their own, in order', async () => {
    const keyed = (...keys: string[]) => ({
      columns: ['id:integer', 'value'],
      rows: keys.map((key) => [key, 'x']),
    })
    const { findings } = await compareRows(
      { sides: two, fields: { value: {} } },
      { crm: keyed('9', HUGE), billing: keyed('9', `+${HUGE}`, NEXT) },
    )
    expect(findings).toMatchObject([{ kind: 'missing', key: { id: NEXT }, missingFrom: ['crm'] }])
  })
})
