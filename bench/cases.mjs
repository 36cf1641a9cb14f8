// What is measured, and what each may cost at most: time as a multiple of the limit, memory and bytes moved in MB.
//
// `at`: where the two sides are. `limit`: what of limits.mjs is measured beside it.
import { tableOf } from './data.mjs'

/** The cases of 1 million rows at scale 1; `large` adds those of 10 million. */
export function casesOf({ scale, large }) {
  const M = 1_000_000 * scale
  const rows = (name, every, more = {}) => tableOf(name, { rows: M, columns: 10, every, ...more })
  const some = rows('some', 1000)
  const merge = { at: 'postgres', way: 'merge', limit: 'copy', atMost: 1.5, mb: 150 }
  const unbound = { ...merge, atMost: null, mb: null }
  const csv = { at: 'csv', way: 'auto', limit: 'join', atMost: 1.3, mb: null }
  const million = tableOf('large', { rows: 10 * M, columns: 10, every: 10_000 })
  return [
    { ...merge, name: 'tenth', table: rows('tenth', 1000, { rows: M / 10 }), atMost: null },
    { ...merge, name: 'some', table: some },
    { ...unbound, name: 'some by checksum', table: some, way: 'checksum' },
    { ...csv, name: 'csv', table: some },
    { ...csv, name: 'csv shuffled', table: some, at: 'csv shuffled' },
    { ...merge, name: 'mariadb', table: some, at: 'mariadb', limit: 'slower dump', mb: null },
    { ...unbound, name: 'both dumps', table: some, at: 'mariadb', limit: 'slower dump', way: 'both dumps' },
    { ...merge, name: 'same', table: rows('same', 0) },
    { ...merge, name: 'rare', table: rows('rare', 100_000) },
    { ...unbound, name: 'rare by checksum', table: rows('rare', 100_000), way: 'checksum' },
    { ...merge, name: 'more', table: rows('more', 100) },
    { ...unbound, name: 'half', table: rows('half', 2) },
    { ...unbound, name: 'all', table: rows('all', 1) },
    { ...merge, name: 'uuid', table: rows('uuid', 1000, { key: 'uuid' }), limit: 'ordered copy', atMost: 2 },
    {
      ...merge,
      name: 'composite',
      table: rows('composite', 1000, { key: 'composite' }),
      limit: 'ordered copy',
      atMost: 2,
    },
    { ...merge, name: 'wide', table: rows('wide', 185, { columns: 29 }), mb: null },
    { ...unbound, name: 'wide by key hash', table: rows('wide', 185, { columns: 29 }), way: 'keyHash' },
    { ...merge, name: 'widest', table: rows('widest', 100, { rows: M / 10, columns: 360 }), mb: null },
    ...(large
      ? [
          { ...merge, name: 'large', table: million, atMost: 1.2, mb: 200 },
          { ...unbound, name: 'large by checksum', table: million, way: 'checksum', movedMb: 50 },
        ]
      : []),
  ]
}

/** What is computed from measured cases: the time of one as a multiple of another's. */
export const GROWTH = [
  {
    name: '10 times the rows',
    of: ['tenth', 'some'],
    atMost: 10.5,
    ratio: ([tenth, some]) => some.ms / tenth.ms,
  },
  {
    name: '10 times the rows, memory',
    of: ['tenth', 'some'],
    atMost: 1.2,
    ratio: ([tenth, some]) => some.peakMb / tenth.peakMb,
  },
  {
    name: 'all against same',
    of: ['same', 'all'],
    atMost: 2,
    ratio: ([same, all]) => all.ms / same.ms,
  },
  {
    name: 'from none to all differing',
    of: ['same', 'rare', 'some', 'more', 'half', 'all'],
    atMost: 2,
    ratio: (rows) => Math.max(...rows.map(({ ms }) => ms)) / Math.min(...rows.map(({ ms }) => ms)),
  },
]
