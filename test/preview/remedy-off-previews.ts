import { remedyOff } from '../../src/slack/messages/remedy-off.ts'
import { sampleAttempt, sampleRemedy } from '../slack/remedy-samples.ts'
import { AT, sampleReconciliation } from '../slack/samples.ts'
import { type Preview, previewsOf } from './preview.ts'

const off = previewsOf(remedyOff, 'channel')

/** The message that a remedy failed too often and is switched off. */
export function remedyOffPreviews(): Preview[] {
  const view = { reconciliation: sampleReconciliation(), remedy: sampleRemedy(), at: AT }
  const said =
    'billing: the login for writing lacks a right: grant it SELECT and UPDATE on the table; the server says 42501'
  return [
    off('failed three times', {
      ...view,
      failed: [
        sampleAttempt({ number: 14, state: 'failed', said }),
        sampleAttempt({
          number: 13,
          state: 'unverified',
          said: 'It was done, and the sides still do not agree',
        }),
        sampleAttempt({ number: 12, state: 'failed', said: null }),
      ],
    }),
  ]
}
