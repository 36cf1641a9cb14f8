import { expect } from 'vitest'
import { trap } from './trap.ts'
import { findingsOf, verdict } from './verdict.ts'

const timestamp = { type: 'timestamp' } as const
const berlin = { ...timestamp, zone: { crm: 'Europe/Berlin' } } as const

/** Whether crm's reading of a Berlin clock is the instant that billing says. */
async function isInstant(wall: string, instant: string): Promise<boolean> {
  const side = (at: string) => ({ columns: ['id', 'at'], rows: [['1', at]] })
  return (await findingsOf({ at: berlin }, { crm: side(wall), billing: side(instant) })).length === 0
}

trap(45, { title: 'readings of a clock that is changed have one meaning', proves: 'rule 6' }, async () => {
  expect(await isInstant('2024-03-31 01:59:59', '2024-03-31 00:59:59Z')).toBe(true)
  expect(await isInstant('2024-03-31 02:30:00', '2024-03-31 01:30:00Z')).toBe(true)
  expect(await isInstant('2024-03-31 03:30:00', '2024-03-31 01:30:00Z')).toBe(true)
  expect(await isInstant('2024-10-27 02:30:00', '2024-10-27 00:30:00Z')).toBe(true)
  expect(await isInstant('2024-10-27 02:30:00', '2024-10-27 01:30:00Z')).toBe(false)
  expect(await isInstant('2024-10-27 02:30:00+01', '2024-10-27 01:30:00Z')).toBe(true)
  expect(await isInstant('2024-10-27 03:00:00', '2024-10-27 02:00:00Z')).toBe(true)
})

trap(46, { title: 'every digit of a second counts, and lag is exact', proves: 'rules 5, 6' }, async () => {
  const at = (fraction: string) => `2026-11-01 10:00:00${fraction}`
  expect(await verdict(timestamp, at('.001'), at('.999'))).toBe('differs')
  expect(await verdict(timestamp, at('.123456789'), at('.123456'))).toBe('differs')
  expect(await verdict(timestamp, at('.5'), at('.500000000'))).toBe('normalised')
  expect(await verdict(timestamp, at(''), at('.000'))).toBe('normalised')
  expect(await verdict({ ...timestamp, lagSeconds: 1 }, at('.000'), '2026-11-01 10:00:01.000')).toBe(
    'tolerated',
  )
  expect(await verdict({ ...timestamp, lagSeconds: 1 }, at('.000'), '2026-11-01 10:00:01.000000001')).toBe(
    'differs',
  )
})

trap(
  47,
  { title: 'a date and a midnight are one day only where the field is a date', proves: 'rules 2, 4' },
  async () => {
    const date = { type: 'date' } as const
    expect(await verdict(date, '2026-11-01', '2026-11-01 00:00:00')).toBe('normalised')
    expect(await verdict(date, '2026-11-01', '2026-11-02 00:00:00')).toBe('differs')
    expect(await verdict(date, '2026-11-01', '2026-11-01 00:00:01')).toBe('invalid')
    const side = (type: string, day: string) => ({ columns: ['id', `day:${type}`], rows: [['1', day]] })
    const sides = { crm: side('date', '2026-11-01'), billing: side('timestamp', '2026-11-01 00:00:00') }
    expect(await findingsOf({ day: {} }, sides)).toEqual([
      'schema day: type-mismatch crm=date billing=timestamp',
    ])
    expect(await findingsOf({ day: date }, sides)).toEqual([])
  },
)

trap(
  49,
  { title: 'a time means one thing or is refused, in every century', proves: 'rules 2, 6' },
  async () => {
    expect(await verdict(timestamp, '2024-01-01', '2024-01-01T00:00:00', '2024-01-01T00:00:00Z')).toBe(
      'normalised',
    )
    for (const epoch of ['1704067200', '1704067200000', '1704067200000000']) {
      expect(await verdict(timestamp, epoch, '2024-01-01')).toBe('invalid')
    }
    expect(await verdict(timestamp, '0001-01-01', '0001-01-01 00:00:00+00')).toBe('normalised')
    expect(await verdict(timestamp, '0001-01-01 00:00:00 BC', '0001-01-01 00:00:00')).toBe('differs')
    expect(await verdict(timestamp, '0001-12-31 24:00:00 BC', '0001-01-01 00:00:00')).toBe('normalised')
    expect(await verdict(timestamp, '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999998')).toBe(
      'differs',
    )
    expect(await verdict(timestamp, 'infinity', '9999-12-31')).toBe('differs')
    expect(await verdict(timestamp, 'infinity', 'infinity')).toBe('equal')
    expect(await verdict(timestamp, 'infinity', '-infinity')).toBe('differs')
    expect(await verdict(timestamp, '2026-02-29', '2026-03-01')).toBe('invalid')
  },
)
