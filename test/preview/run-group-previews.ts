import { runGroup } from '../../src/slack/messages/run-group.ts'
import { emailStorm, mixedFew, sampleStorm } from '../slack/sample-storm.ts'
import { type Preview, previewsOf } from './preview.ts'

const group = previewsOf(runGroup, 'channel')
const plain = previewsOf(
  // Under the name of what it is a form of.
  Object.defineProperty((view: Parameters<typeof runGroup>[0]) => runGroup(view).plainer!, 'name', {
    value: runGroup.name,
  }),
  'channel',
)

/** The one message of a run for all that has no card. */
export function runGroupPreviews(): Preview[] {
  return [
    group('a new storm with patterns', sampleStorm('new')),
    group('partly triaged', sampleStorm('partly')),
    group('all resolved', sampleStorm('resolved')),
    group('without a pattern', mixedFew()),
    group('sensitive values', emailStorm()),
    plain('with a plain table', sampleStorm('new')),
    group('nothing left of it', { ...mixedFew(), counts: [], rows: [] }),
  ]
}
