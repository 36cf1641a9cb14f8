import { describe, expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

/** A config with one reconciliation for each of these rules. */
function configOf(rules: Readonly<Record<string, string>>): string {
  const reconciliations = Object.entries(rules).map(
    ([name, more]) => `  ${name}:
    sides: { a: { source: export, key: id }, b: { source: export, key: id } }
    fields: { email: text }
    ${more.replaceAll('\n', '\n    ')}
`,
  )
  return `sources:\n  export: { type: files, path: exports/*.csv }\nreconciliations:\n${reconciliations.join('')}`
}

async function digestsOf(rules: Readonly<Record<string, string>>) {
  const { settings } = await loadText(configOf(rules))
  return settings.reconciliations.map(({ notify: { digestAt, quietDay = 'unsaid' } }) => ({
    ...digestAt,
    quietDay,
  }))
}

describe('the time of a digest', () => {
  test.each([
    ['"0 9 * * 1-5"', '0 9 * * 1-5', 'Europe/Berlin'],
    ['{ cron: "30 7 * * *", zone: UTC }', '30 7 * * *', 'UTC'],
    ['{ at: "09:00" }', '0 9 * * *', 'Europe/Berlin'],
    ['{ at: "9:05", zone: Asia/Tokyo, days: mon-fri }', '5 9 * * 1,2,3,4,5', 'Asia/Tokyo'],
    ['{ at: 23:59, days: "mon,wed, fri-sat" }', '59 23 * * 1,3,5,6', 'Europe/Berlin'],
    ['{ at: "09:00", days: Fri-Mon }', '0 9 * * 0,1,5,6', 'Europe/Berlin'],
  ])('%s', async (written, cron, zone) => {
    const more = `schedule: { cron: "0 * * * *", zone: Europe/Berlin }\nnotify: { digest: "#a", digestAt: ${written} }`
    expect(await digestsOf({ one: more })).toEqual([{ cron, zone, quietDay: 'unsaid' }])
  })

  test.each([
    ['{ at: "24:00" }', '"24:00" is not a time of day: write "09:00"'],
    ['{ at: "9" }', '"9" is not a time of day'],
    ['{ at: "09:00", days: mo-fr }', '"mo-fr" is not days of the week: write mon-fri, or mon,wed,fri'],
    ['{ at: "09:00", day: mon }', '"day" is not known here (did you mean "days"?)'],
    ['{ at: "09:00", zone: Berlin }', 'is not a time zone'],
    ['nine', '"nine" is not a'],
    ['5', '"5" is not a time for the digest: write { at: "09:00", days: mon-fri, zone: Europe/Berlin }'],
  ])('%s is refused with what to write', async (written, sentence) => {
    const refused = await refusalOf(configOf({ one: `notify: { digest: "#a", digestAt: ${written} }` }))
    expect(refused.join('\n')).toContain(sentence)
  })
})

describe('reconciliations that share a channel', () => {
  test('share the time and the rule for quiet days that one of them says, others have their own', async () => {
    expect(
      await digestsOf({
        one: 'notify: { digest: "#a" }',
        two: 'notify: { digest: "#a", digestAt: { at: "08:00", zone: Asia/Tokyo } }',
        three: 'notify: { digest: "#a", quietDay: silent }',
        other: 'notify: { digest: "#b", quietDay: line }',
        quiet: 'notify: { digest: "#a" }\nshadow: true',
      }),
    ).toEqual([
      { cron: '0 8 * * *', zone: 'Asia/Tokyo', quietDay: 'silent' },
      { cron: '0 8 * * *', zone: 'Asia/Tokyo', quietDay: 'silent' },
      { cron: '0 8 * * *', zone: 'Asia/Tokyo', quietDay: 'silent' },
      { cron: '0 9 * * *', zone: 'UTC', quietDay: 'line' },
      { cron: '0 9 * * *', zone: 'UTC', quietDay: 'unsaid' },
    ])
  })

  test('may say the same twice, in different words', async () => {
    const same = { one: '"0 9 * * 1,2"', two: '{ at: "09:00", days: mon-tue }' }
    const rules = Object.fromEntries(
      Object.entries(same).map(([name, at]) => [name, `notify: { digest: "#a", digestAt: ${at} }`]),
    )
    expect(await refusalOf(configOf(rules))).toEqual([])
  })

  test('and say different things are refused, each where it stands', async () => {
    const refused = await refusalOf(
      configOf({
        one: 'notify: { digest: "#a", digestAt: "0 9 * * *", quietDay: line }',
        two: 'notify: { digest: "#a", digestAt: "0 8 * * *", quietDay: silent }',
        zoned:
          'schedule: { cron: "0 * * * *", zone: Asia/Tokyo }\nnotify: { digest: "#a", digestAt: "0 9 * * *" }',
        hidden: 'notify: { digest: "#a", digestAt: "0 7 * * *" }\nshadow: true',
      }),
    )
    expect(refused.map((line) => line.replace(/^\S+ /, ''))).toEqual([
      'reconciliations.two.notify.digestAt: #a gets one digest, and one says "0 9 * * *" in UTC where this says "0 8 * * *" in UTC: write the same, or leave it out here',
      'reconciliations.two.notify.quietDay: #a gets one digest, and one says line where this says silent: write the same, or leave it out here',
      'reconciliations.zoned.notify.digestAt: #a gets one digest, and one says "0 9 * * *" in UTC where this says "0 9 * * *" in Asia/Tokyo: write the same, or leave it out here',
    ])
  })
})
