import { expect, test } from 'vitest'
import { namedInConfig } from '../../src/cli/named-in-config.ts'
import type { Ladder } from '../../src/domain/ladder.ts'
import { plainReconciliation } from '../../src/domain/plain-reconciliation.ts'

function told(channel: string | null, digestChannel: string | null, escalateTo: string | null) {
  const plain = plainReconciliation('customers')
  return { ...plain, notify: { ...plain.notify, channel, digestChannel }, triage: { escalateTo } }
}

test('namedInConfig() gives every channel once, without its sign', () => {
  const { channels } = namedInConfig([
    told('#ops', '#finance', null),
    told('ops', null, null),
    told('C0123ABCD', '#ops', null),
  ])
  expect(channels).toEqual(['ops', 'finance', 'C0123ABCD'])
})

test.each([
  ['a group by its handle', '@oncall-data', { people: [], groups: ['oncall-data'] }],
  ['a group by its id', 'S0123', { people: [], groups: ['S0123'] }],
  ["a group by Slack's own token", '<!subteam^S0123|@oncall>', { people: [], groups: ['S0123'] }],
  ['a person by id', 'U0123ABC', { people: ['U0123ABC'], groups: [] }],
  ["a person by Slack's own token", '<@U0123ABC|ada>', { people: ['U0123ABC'], groups: [] }],
  ['everybody', '@here', { people: [], groups: [] }],
  ['nobody', null, { people: [], groups: [] }],
])('namedInConfig() knows whom %s calls', (_, target, expected) => {
  expect(namedInConfig([told(null, null, target)])).toEqual({ channels: [], ...expected })
})

test('namedInConfig() knows whom a ladder calls, and who may apply a remedy', () => {
  const plain = plainReconciliation('customers')
  const ladder: Ladder = {
    from: 'opened',
    severities: ['high'],
    steps: [
      { afterSeconds: 60, call: { kind: 'mention', who: '@oncall' } },
      { afterSeconds: 120, call: { kind: 'dm', who: 'U0123ABC' } },
      { afterSeconds: 180, call: { kind: 'incident', service: 'pager' } },
    ],
    repeat: 0,
  }
  const action = { type: 'sql', side: 'crm', statement: 'delete from a where id = :key' } as const
  const remedy = { name: 'r', title: 'R', when: {}, does: action, autoAfter: 1, dryRun: false } as const
  const limit = { run: 1, day: 1 }
  const named = namedInConfig([
    {
      ...plain,
      triage: { escalateTo: null, ladder },
      remedies: [
        { ...remedy, limit, approve: ['@finance'] },
        { ...remedy, limit, approve: 'person' },
      ],
    },
  ])
  expect(named).toEqual({ channels: [], people: ['U0123ABC'], groups: ['oncall', 'finance'] })
})
