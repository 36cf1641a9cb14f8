import { expect, test } from 'vitest'
import { namedInConfig } from '../../src/cli/named-in-config.ts'
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
