import { describe, expect, test } from 'vitest'
import { loadText, refusalOf } from '../support/config-files.ts'

const configOf = (rules: string) => `sources:
  export: { type: files, path: exports/*.csv }
reconciliations:
  customers:
    sides: { a: { source: export, key: id, updatedAt: at }, b: { source: export, key: id, updatedAt: at } }
    fields: { email: text }
    ${rules.replaceAll('\n', '\n    ')}
`

const scheduleOf = async (rules: string) =>
  (await loadText(configOf(rules))).settings.reconciliations[0]!.schedule

const refusedIn = async (rules: string) => (await refusalOf(configOf(rules))).join('\n')

describe('a schedule', () => {
  test.each([
    ['"*/5 * * * *"', [{ cron: '*/5 * * * *', zone: 'UTC', changedOnly: false }]],
    [
      '{ cron: " 0 * * * *", zone: Europe/Berlin, changedOnly: true, deepScan: "0 3 * * 0" }',
      [
        { cron: '0 * * * *', zone: 'Europe/Berlin', changedOnly: true },
        { cron: '0 3 * * 0', zone: 'Europe/Berlin', changedOnly: false },
      ],
    ],
    [
      '\n  - { cron: "0 * * * *", changedOnly: true, jitter: 2m, catchUp: false }\n  - "0 3 * * 0"',
      [
        { cron: '0 * * * *', zone: 'UTC', changedOnly: true, jitterSeconds: 120, catchUpSeconds: 0 },
        { cron: '0 3 * * 0', zone: 'UTC', changedOnly: false },
      ],
    ],
    [
      '{ cron: "0 * * * *", jitter: 0s, catchUp: 6h }',
      [{ cron: '0 * * * *', zone: 'UTC', changedOnly: false, catchUpSeconds: 21_600 }],
    ],
    ['{ cron: "0 * * * *", catchUp: true }', [{ cron: '0 * * * *', zone: 'UTC', changedOnly: false }]],
  ])('%s becomes entries', async (written, entries) => {
    expect((await scheduleOf(`schedule: ${written}`))?.entries).toEqual(entries)
  })

  test('has the zone of its first entry, also for the digest, and looks at changes where one of them does', async () => {
    const rules =
      'schedule: [{ cron: "0 3 * * 0", zone: Asia/Tokyo }, { cron: "0 * * * *", changedOnly: true }]\nnotify: { digest: "#a" }'
    const { settings } = await loadText(configOf(rules))
    const { schedule, notify, changes } = settings.reconciliations[0]!
    expect(schedule).toMatchObject({ zone: 'Asia/Tokyo', changedOnly: true })
    expect(notify.digestAt.zone).toBe('Asia/Tokyo')
    expect(changes).toEqual({ overlapSeconds: 600, sweep: true })
  })

  test.each([
    ['[]', 'schedule: a list is not a schedule: write a cron expression'],
    ['["0 * * * *", "0 33 * * 0"]', 'schedule[1]: "0 33 * * 0" is not a cron expression'],
    ['[{ cron: "0 * * * *", jiter: 2m }]', '"jiter" is not known here (did you mean "jitter"?)'],
    ['{ cron: "0 * * * *", jitter: 2h }', 'schedule.jitter: "2h" is not a spread: write 0s to 1h'],
    ['{ cron: "0 * * * *", catchUp: 1w }', 'schedule.catchUp: "1w" is not a'],
    ['{ cron: "0 * * * *", catchUp: 3 }', 'schedule.catchUp: "3" is not a rule for missed runs'],
    [
      '[{ cron: "0 * * * *", changedOnly: true }, { cron: "0 1 * * *", deepScan: "0 3 * * 0" }]',
      'schedule[1].deepScan: every run is a deep one without changedOnly',
    ],
  ])('%s is refused with what to write', async (written, sentence) => {
    expect(await refusedIn(`schedule: ${written}`)).toContain(sentence)
  })
})

test('how long a stop waits', async () => {
  const load = async (more: string) => (await loadText(`${configOf('')}${more}`)).settings.stopWithinSeconds
  expect(await load('stop: { within: 2m }')).toBe(120)
  expect(await load('')).toBeUndefined()
  expect((await refusalOf(`${configOf('')}stop: { within: 2h }`)).join()).toContain(
    'stop.within: "2h" is not a time to wait: write 0s to 1h',
  )
})
