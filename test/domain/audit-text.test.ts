import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { signCheckpoint } from '../../src/domain/audit-checkpoint.ts'
import { auditDigest, auditText, linkHash, NO_HASH } from '../../src/domain/audit-text.ts'

const PAGE = readFileSync(new URL('../../docs/audit.md', import.meta.url), 'utf8')

const COLUMNS = {
  id: '7',
  number: '3',
  kind: 'acknowledged',
  actor: '{"kind":"person","id":"U1","surface":"slack"}',
  at: '2026-11-01T09:01:00.123000Z',
  run_id: null,
  from_status: 'new',
  to_status: 'acknowledged',
  reason: null,
  note: null,
  finding: null,
}

test('auditText() is what docs/audit.md shows', () => {
  const text = auditText('event', { version: 1, columns: COLUMNS })
  expect(PAGE).toContain(`\`\`\`\n${text}\`\`\`\n`)
})

test('auditText() tells empty from null, and counts bytes', () => {
  expect(auditText('run', { version: 2, columns: { a: '', b: null, c: 'é🎈' } })).toBe(
    'counterfoil audit 2 run\na 0\n\nc 6\né🎈\n',
  )
})

test('auditText() is another for a value that looks like columns', () => {
  const one = auditText('event', { version: 1, columns: { note: 'a\nfinding 1\nb', finding: null } })
  const two = auditText('event', { version: 1, columns: { note: 'a', finding: 'b' } })
  expect(one).not.toBe(two)
})

test('linkHash() covers the hash before, the digest, the subject and the id', () => {
  const digest = auditDigest('x')
  expect(digest).toBe('2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881')
  const bytes = Buffer.concat([Buffer.alloc(32), Buffer.from(digest, 'hex'), Buffer.from('held run r-1')])
  const expected = createHash('sha256').update(bytes).digest('hex')
  const row = { digest, subject: 'held run', id: 'r-1' } as const
  expect(linkHash(NO_HASH, row)).toBe(expected)
  const others = [
    linkHash(expected, row),
    linkHash(NO_HASH, { ...row, digest: NO_HASH }),
    linkHash(NO_HASH, { ...row, subject: 'run' }),
    linkHash(NO_HASH, { ...row, id: 'r-2' }),
  ]
  expect(new Set([expected, ...others]).size).toBe(5)
})

test('signCheckpoint() signs every member', () => {
  const checkpoint = {
    id: 1,
    at: new Date('2026-11-01T09:00:00.123Z'),
    position: 12,
    hash: NO_HASH,
    removed: 3,
    removedHash: NO_HASH,
    policy: '{}',
  }
  const changed = [
    { id: 2 },
    { at: new Date(0) },
    { position: 13 },
    { hash: 'f'.repeat(64) },
    { removed: 4 },
    { removedHash: 'f'.repeat(64) },
    { policy: '{"runs":"90d"}' },
  ]
  const signatures = changed.map((change) => signCheckpoint({ ...checkpoint, ...change }, 'key'))
  signatures.push(signCheckpoint(checkpoint, 'key'), signCheckpoint(checkpoint, 'other'))
  expect(new Set(signatures).size).toBe(9)
})
